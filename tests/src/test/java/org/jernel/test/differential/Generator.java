package org.jernel.test.differential;

import java.util.SplittableRandom;

/** Makes programs: the same one from the same seed. */
final class Generator {

    private static final int FEWEST_STEPS = 5;
    private static final int MOST_STEPS = 60;

    private Generator() {}

    static Program program(Repertoire repertoire, long seed) {
        var dice = new Dice(new SplittableRandom(seed));
        var sketch = new Sketch(dice, dice.of(1, 2, 2, 3, Sketch.MOST_TASKS), repertoire.ownRoot());
        int steps = dice.between(FEWEST_STEPS, MOST_STEPS);
        repertoire.beginning().forEach(kind -> kind.addTo().accept(sketch));
        while (sketch.steps().size() < steps) {
            sketch.turn();
            dice.pick(repertoire.steps(), StepKind::weight).addTo().accept(sketch);
        }
        return new Program(repertoire, seed, sketch.steps().subList(0, steps));
    }
}
