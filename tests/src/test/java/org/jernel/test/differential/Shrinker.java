package org.jernel.test.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a diverging program smaller by taking steps out, first many at once and at last one at a time, as long as the same call
 * differs. Delta debugging, after Zeller and Hildebrandt.
 */
final class Shrinker {

    private final Function<Program, Optional<Divergence>> differ;

    Shrinker(Function<Program, Optional<Divergence>> differ) {
        this.differ = differ;
    }

    /** A program that differs as this one does and would not without any one of its steps. */
    Divergence shrink(Divergence first) {
        Divergence smallest = first;
        int chunk = first.program().steps().size() / 2;
        while (chunk > 0) {
            Divergence before = smallest;
            smallest = without(chunk, smallest);
            if (smallest.equals(before) || chunk > 1) {
                chunk /= 2;
            }
        }
        return smallest;
    }

    /** Tries each run of so many steps, from the end: what the steps before it have made is needed more often. */
    private Divergence without(int chunk, Divergence from) {
        Divergence smallest = from;
        int start = from.program().steps().size() - chunk;
        while (start > -chunk) {
            List<Step> steps = new ArrayList<>(smallest.program().steps());
            steps.subList(Math.max(0, start), start + chunk).clear();
            var smaller = differ.apply(smallest.program().with(steps));
            if (smaller.isPresent() && smaller.get().call().equals(from.call())) {
                smallest = smaller.get();
            }
            start -= chunk;
        }
        return smallest;
    }
}
