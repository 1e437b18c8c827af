package org.jernel.test.differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ArmProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Random programs return and write on Jernel what they do on the host. As many as {@code jernel.differential.programs} says,
 * from the seed {@code jernel.differential.seed} on.
 */
final class DifferentialTest {

    private static final Logger LOG = LoggerFactory.getLogger(DifferentialTest.class);

    private static final int FEW = 60;
    private static final long SEED = 1;
    /** So that a run ends although everything differs. */
    private static final int MOST_DIVERGENCES = 40;

    private static ArmProvider arm(Arm arm) {
        return ServiceLoader.load(ArmProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.arm() == arm)
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Repertoire> repertoires() {
        return Stream.of(Repertoire.SOCKETS, Repertoire.FILES);
    }

    @ParameterizedTest
    @MethodSource("repertoires")
    void hermeticDoesWhatTheHostDoes(Repertoire repertoire) {
        ArmProvider host = arm(Arm.HOST);
        assumeTrue(host.unavailable() == null, "needs the host arm");
        var differ = new Differ(host, arm(Arm.HERMETIC));
        int programs = Integer.getInteger("jernel.differential.programs", FEW);
        long seed = Long.getLong("jernel.differential.seed", SEED);
        Map<String, Divergence> divergences = new LinkedHashMap<>();
        int diverging = 0;
        int run = 0;
        while (run < programs && divergences.size() < MOST_DIVERGENCES) {
            Optional<Divergence> found = differ.difference(Generator.program(repertoire, seed + run));
            run++;
            if (found.isPresent()) {
                diverging++;
                var shrunk = new Shrinker(differ::difference).shrink(found.get());
                if (divergences.putIfAbsent(shrunk.call(), shrunk) == null) {
                    LOG.info("{}", shrunk);
                }
            }
        }
        LOG.info("programs of {} run: {}, diverging: {}", repertoire, run, diverging);
        assertThat(new ArrayList<>(divergences.values())).isEmpty();
    }

    @Test
    void theSameSeedMakesTheSameProgram() {
        assertThat(Generator.program(Repertoire.SOCKETS, 7))
                .hasToString(Generator.program(Repertoire.SOCKETS, 7).toString());
        assertThat(Generator.program(Repertoire.SOCKETS, 7).toString())
                .isNotEqualTo(Generator.program(Repertoire.SOCKETS, 8).toString());
    }

    @Test
    void shrinksToTheStepsThatMatter() {
        Program program = Generator.program(Repertoire.SOCKETS, 11);
        List<Step> needed = List.of(program.steps().get(1), program.steps().getLast());
        Function<Program, Divergence> diverging =
                each -> new Divergence(each, List.of("t1 CLOSE(3) = 0"), List.of("t1 CLOSE(3) = -EBADF"));
        Divergence shrunk = new Shrinker(each -> each.steps().containsAll(needed)
                ? Optional.of(diverging.apply(each))
                : Optional.empty())
                .shrink(diverging.apply(program));
        assertThat(shrunk.program().steps()).isEqualTo(needed);
    }
}
