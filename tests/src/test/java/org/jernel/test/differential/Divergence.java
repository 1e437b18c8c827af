package org.jernel.test.differential;

import java.util.List;

/**
 * A program that the kernel under test runs otherwise than the reference.
 *
 * @param expected what the calls of the reference returned and wrote
 * @param seen what those of the kernel under test did
 */
record Divergence(Program program, List<String> expected, List<String> seen) {

    /** The first call that differs, as the reference made it. */
    String expectedLine() {
        return line(expected);
    }

    /** The first call that differs, as the kernel under test made it. */
    String seenLine() {
        return line(seen);
    }

    /** The name of the call that differs: what two programs with the same fault have in common. */
    String call() {
        return name(expectedLine()) + "/" + name(seenLine());
    }

    private static String name(String line) {
        return line.replaceAll("^t\\d+ |\\(.*", "");
    }

    private String line(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (i >= expected.size() || i >= seen.size() || !expected.get(i).equals(seen.get(i))) {
                return lines.get(i);
            }
        }
        return "nothing more";
    }

    @Override
    public String toString() {
        return program + "\n  expected " + expectedLine() + "\n  seen     " + seenLine() + "\nexpected in full\n  "
                + String.join("\n  ", expected) + "\nseen in full\n  " + String.join("\n  ", seen);
    }
}
