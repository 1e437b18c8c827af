package org.jernel.test.differential;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jernel.test.judge.ArmProvider;

/** Runs programs on the reference and on the kernel under test, and tells where they part. */
final class Differ {

    /**
     * How often both are run before a difference counts: the host delivers packets in the sender's call, but not when its
     * processors are busy.
     */
    private static final int CONFIRMATIONS = 4;

    private final ArmProvider reference;
    private final ArmProvider tested;

    Differ(ArmProvider reference, ArmProvider tested) {
        this.reference = reference;
        this.tested = tested;
    }

    /** The difference that no repetition makes go away, or nothing. */
    Optional<Divergence> difference(Program program) {
        Set<List<String>> expected = new HashSet<>();
        Set<List<String>> seen = new HashSet<>();
        for (int run = 0; run < CONFIRMATIONS; run++) {
            List<String> host = ProgramRun.on(reference, program);
            List<String> ours = ProgramRun.on(tested, program);
            expected.add(host);
            seen.add(ours);
            if (seen.stream().anyMatch(expected::contains)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Divergence(program, expected.iterator().next(), seen.iterator().next()));
    }
}
