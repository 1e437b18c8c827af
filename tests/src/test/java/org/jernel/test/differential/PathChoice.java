package org.jernel.test.differential;

import java.util.List;
import java.util.Locale;

/** Paths of a few names in a few directories, so that steps meet; and now and then such as lead nowhere. */
final class PathChoice {

    /** What a name is for. Types keep to their names, so that what an open file is can be told from its name. */
    private static final List<String> FILES = List.of("a", "b", "c");

    private static final List<String> DIRECTORIES = List.of("d", "e", "g");
    private static final List<String> LINKS = List.of("s", "t");
    private static final List<String> SPECIAL = List.of("p", "q");
    private static final List<List<String>> ALL =
            List.of(FILES, FILES, FILES, DIRECTORIES, DIRECTORIES, LINKS, SPECIAL);
    private static final List<String> PLACES =
            List.of("", "", "", "", "d/", "d/", "d/e/", "/", "/d/", "./", "../", "s/", "d/../", "e/", "d//e/./");
    private static final List<String> NOWHERE = List.of("a/", "none/", "p/", "d/e/g/e/", "t/t/");
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4096;
    private static final int SHOWN = 40;

    private PathChoice() {}

    static Arg file(Dice dice) {
        return path(dice, FILES);
    }

    static Arg directory(Dice dice) {
        return path(dice, DIRECTORIES);
    }

    static Arg link(Dice dice) {
        return path(dice, LINKS);
    }

    static Arg special(Dice dice) {
        return path(dice, SPECIAL);
    }

    static Arg any(Dice dice) {
        return path(dice, dice.pick(ALL));
    }

    /** Two of the same sort. */
    static List<Arg> pair(Dice dice) {
        List<String> sort = dice.pick(ALL);
        return List.of(path(dice, sort), path(dice, sort));
    }

    private static Arg path(Dice dice, List<String> names) {
        if (dice.oneIn(25)) {
            return wild(dice);
        }
        String place = dice.oneIn(12) ? dice.pick(NOWHERE) : dice.pick(PLACES);
        String end = dice.oneIn(20) ? dice.pick(List.of("/", "/.", "/..", "//")) : "";
        return named(place + dice.pick(names) + end);
    }

    private static Arg wild(Dice dice) {
        return dice.pick(List.of(
                Arg.UNMAPPED,
                named(""),
                named("."),
                named(".."),
                named("/"),
                named("d/."),
                named("n".repeat(LONGEST_NAME)),
                named("n".repeat(LONGEST_NAME + 1)),
                named("d/" + "n".repeat(LONGEST_NAME + 1)),
                named("./".repeat(LONGEST_PATH / 2 - 1) + "a"),
                named("./".repeat(LONGEST_PATH / 2 - 1) + "ab")));
    }

    /** What a symbolic link holds. */
    static Arg target(Dice dice) {
        return dice.oneIn(20)
                ? wild(dice)
                : named(dice
                        .pick(List.of("a", "d", "/d", "d/e", "../a", "s", "t", "none", "/d/e/b", "d/", ".", "g", "p")));
    }

    static Arg named(String path) {
        String shown = path.length() <= SHOWN
                ? path
                : String.format(Locale.ROOT, "%.4s.. of %d", path, path.length());
        return new Arg('"' + shown + '"', run -> run.task().path(path));
    }
}
