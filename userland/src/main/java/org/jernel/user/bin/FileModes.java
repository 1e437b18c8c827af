package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;

import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/** Rights as users write and read them: {@code 755}, {@code u+x,go-w}, {@code drwxr-xr-x}. */
final class FileModes {

    private static final int ALL = 07777;
    private static final int EXECUTE = 0111;
    private static final int SET_IDS = Stat.S_ISUID | Stat.S_ISGID;

    /** One clause of a symbolic mode, such as {@code u+x}. */
    private record Clause(int who, boolean everybody, char operator, String permissions) {}

    private FileModes() {}

    /**
     * Rights after a change.
     *
     * @param before the mode of the file, its type included
     * @return the rights, or null if the text is no mode
     */
    static @Nullable Integer apply(String text, int before, int umask) {
        if (text.matches("[0-7]{1,5}")) {
            int mode = Integer.parseInt(text, 8);
            return mode > ALL ? null : mode | keptOfDirectory(text, before);
        }
        int mode = before & ALL;
        for (String part : text.split(",", -1)) {
            List<Clause> clauses = clauses(part);
            if (clauses == null) {
                return null;
            }
            for (Clause clause : clauses) {
                mode = apply(clause, mode, before, umask);
            }
        }
        return mode;
    }

    /** Set-id bits of a directory stay unless five digits say otherwise. */
    private static int keptOfDirectory(String digits, int before) {
        return (before & Stat.S_IFMT) == Stat.S_IFDIR && digits.length() < 5 ? before & SET_IDS : 0;
    }

    private static @Nullable List<Clause> clauses(String part) {
        int at = 0;
        int who = 0;
        while (at < part.length() && "ugoa".indexOf(part.charAt(at)) >= 0) {
            who |= switch (part.charAt(at++)) {
                case 'u' -> Stat.S_ISUID | 0700;
                case 'g' -> Stat.S_ISGID | 0070;
                case 'o' -> Stat.S_ISVTX | 0007;
                default -> ALL;
            };
        }
        List<Clause> clauses = new ArrayList<>();
        while (at < part.length() && "+-=".indexOf(part.charAt(at)) >= 0) {
            int end = at + 1;
            while (end < part.length() && "rwxXstugo".indexOf(part.charAt(end)) >= 0) {
                end++;
            }
            clauses.add(new Clause(who == 0 ? ALL : who, who == 0, part.charAt(at), part.substring(at + 1, end)));
            at = end;
        }
        return at < part.length() || clauses.isEmpty() ? null : clauses;
    }

    private static int apply(Clause clause, int mode, int before, int umask) {
        boolean directory = (before & Stat.S_IFMT) == Stat.S_IFDIR;
        int bits = 0;
        for (char permission : clause.permissions().toCharArray()) {
            bits |= switch (permission) {
                case 'r' -> 0444;
                case 'w' -> 0222;
                case 'x' -> EXECUTE;
                case 'X' -> directory || (mode & EXECUTE) != 0 ? EXECUTE : 0;
                case 's' -> SET_IDS;
                case 't' -> Stat.S_ISVTX;
                case 'u' -> (mode >> 6 & 7) * EXECUTE;
                case 'g' -> (mode >> 3 & 7) * EXECUTE;
                default -> (mode & 7) * EXECUTE;
            };
        }
        bits &= clause.who() & ~(clause.everybody() ? umask : 0);
        return switch (clause.operator()) {
            case '+' -> mode | bits;
            case '-' -> mode & ~bits;
            default -> (mode & ~(clause.who() & ~(directory ? SET_IDS : 0))) | bits;
        };
    }

    /** The ten characters of {@code ls -l}. */
    static String format(int mode) {
        String type = switch (mode & Stat.S_IFMT) {
            case Stat.S_IFDIR -> "d";
            case Stat.S_IFLNK -> "l";
            case Stat.S_IFCHR -> "c";
            case Stat.S_IFBLK -> "b";
            case Stat.S_IFIFO -> "p";
            case Stat.S_IFSOCK -> "s";
            default -> "-";
        };
        return type
                + format(mode >> 6, (mode & Stat.S_ISUID) != 0, 's')
                + format(mode >> 3, (mode & Stat.S_ISGID) != 0, 's')
                + format(mode, (mode & Stat.S_ISVTX) != 0, 't');
    }

    private static String format(int bits, boolean special, char letter) {
        boolean executable = (bits & 1) != 0;
        char last = executable ? 'x' : '-';
        if (special) {
            last = executable ? letter : Character.toUpperCase(letter);
        }
        return ((bits & 4) != 0 ? "r" : "-") + ((bits & 2) != 0 ? "w" : "-") + last;
    }
}
