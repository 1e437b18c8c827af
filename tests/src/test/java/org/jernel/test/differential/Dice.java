package org.jernel.test.differential;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** The choices of a generator: all from one seed. */
record Dice(RandomGenerator random) {

    boolean oneIn(int sides) {
        return random.nextInt(sides) == 0;
    }

    /** From {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    int of(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** One of the choices, each as often as its weight against the others. */
    <T> T pick(List<T> choices, ToIntFunction<T> weight) {
        int left = random.nextInt(choices.stream().mapToInt(weight).sum());
        for (T choice : choices) {
            left -= weight.applyAsInt(choice);
            if (left < 0) {
                return choice;
            }
        }
        throw new AssertionError("the weights have changed");
    }
}
