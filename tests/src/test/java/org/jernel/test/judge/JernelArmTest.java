package org.jernel.test.judge;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The arm that hands calls to the tasks of our kernel. */
final class JernelArmTest {

    private static final int GETPID = 39;
    private static final int CHILDREN = 200;

    @Test
    void eachChildMakesTheCallsItIsHanded() {
        try (var scenario = new Scenario(new JernelArm.Hermetic().boot())) {
            var parent = scenario.task();
            var children = IntStream.range(0, CHILDREN).mapToObj(_ -> parent.fork()).toList();
            assertThat(children.stream().map(child -> child.kernelTask().submit(GETPID).await()))
                    .isSorted();
        }
    }
}
