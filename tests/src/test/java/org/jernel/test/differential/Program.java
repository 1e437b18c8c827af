package org.jernel.test.differential;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A program of up to four tasks.
 *
 * @param seed what it was made from; steps may have been taken out since
 */
record Program(Repertoire repertoire, long seed, List<Step> steps) {

    Program {
        steps = List.copyOf(steps);
    }

    Program with(List<Step> others) {
        return new Program(repertoire, seed, others);
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(step -> "  t" + (step.task() + 1) + ": " + step)
                .collect(Collectors.joining("\n", "program of " + repertoire + ", seed " + seed + "\n", ""));
    }
}
