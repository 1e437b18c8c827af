package org.jernel.user.bin;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/** Shows what is known of files: {@code stat [-L] [-c FORMAT] FILE...}. */
final class StatProgram implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-L] [-c FORMAT] FILE...", "Lc:")
            .with("dereference", 'L')
            .with("format", 'c');

    private static final Map<Integer, String> TYPES = Map.of(
            Stat.S_IFSOCK, "socket",
            Stat.S_IFLNK, "symbolic link",
            Stat.S_IFREG, "regular file",
            Stat.S_IFBLK, "block special file",
            Stat.S_IFDIR, "directory",
            Stat.S_IFCHR, "character special file",
            Stat.S_IFIFO, "fifo");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS +0000", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(1)) {
            return use.exitCode(1);
        }
        String format = use.value('c');
        Users users = new Users(libc);
        int code = 0;
        for (String file : use.operands()) {
            Stat stat = use.has('L') ? libc.stat(file) : libc.lstat(file);
            if (stat == null) {
                libc.perror("stat: cannot statx '" + file + "'");
                code = 1;
            } else if (format == null) {
                print(libc, users, file, stat);
            } else {
                libc.printf("%s\n", formatted(libc, users, file, stat, format));
            }
        }
        return code;
    }

    private static void print(Libc libc, Users users, String file, Stat stat) {
        boolean device = stat.is(Stat.S_IFCHR) || stat.is(Stat.S_IFBLK);
        libc.printf(
                """
                          File: %s
                          Size: %-10s\tBlocks: %-10s IO Block: %-6s %s
                        Device: %s\tInode: %-11s Links: %s
                        Access: (%s/%s)  Uid: (%5s/%8s)   Gid: (%5s/%8s)
                        Access: %s
                        Modify: %s
                        Change: %s
                         Birth: -
                        """,
                name(libc, file, stat),
                stat.size(),
                stat.blocks(),
                stat.blksize(),
                type(stat),
                Stat.major(stat.dev()) + "," + Stat.minor(stat.dev()),
                stat.ino(),
                device
                        ? "%-5d Device type: %d,%d".formatted(
                                stat.nlink(), Stat.major(stat.rdev()), Stat.minor(stat.rdev()))
                        : stat.nlink(),
                "%04o".formatted(stat.permissions()),
                FileModes.format(stat.mode()),
                stat.uid(),
                users.user(stat.uid()),
                stat.gid(),
                users.group(stat.gid()),
                TIME.format(stat.atime()),
                TIME.format(stat.mtime()),
                TIME.format(stat.ctime()));
    }

    private static String name(Libc libc, String file, Stat stat) {
        String target = stat.is(Stat.S_IFLNK) ? libc.readlink(file) : null;
        return target == null ? file : file + " -> " + target;
    }

    private static String type(Stat stat) {
        String type = TYPES.getOrDefault(stat.mode() & Stat.S_IFMT, "weird file");
        return stat.is(Stat.S_IFREG) && stat.size() == 0 ? "regular empty file" : type;
    }

    private static String formatted(Libc libc, Users users, String file, Stat stat, String format) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            String value = format.charAt(i) == '%' && i + 1 < format.length()
                    ? value(libc, users, file, stat, format.charAt(++i))
                    : String.valueOf(format.charAt(i));
            text.append(value == null ? "?" : value);
        }
        return text.toString();
    }

    /** What a letter of the format stands for, or null. */
    private static @Nullable String value(Libc libc, Users users, String file, Stat stat, char letter) {
        return switch (letter) {
            case '%' -> "%";
            case 'n' -> file;
            case 'N' -> "'" + name(libc, file, stat).replace(" -> ", "' -> '") + "'";
            case 's' -> Long.toString(stat.size());
            case 'b' -> Long.toString(stat.blocks());
            case 'o' -> Long.toString(stat.blksize());
            case 'a' -> Integer.toOctalString(stat.permissions());
            case 'A' -> FileModes.format(stat.mode());
            case 'f' -> Integer.toHexString(stat.mode());
            case 'F' -> type(stat);
            case 'u' -> Integer.toUnsignedString(stat.uid());
            case 'U' -> users.user(stat.uid());
            case 'g' -> Integer.toUnsignedString(stat.gid());
            case 'G' -> users.group(stat.gid());
            case 'h' -> Long.toString(stat.nlink());
            case 'i' -> Long.toString(stat.ino());
            case 'd' -> Long.toString(stat.dev());
            case 't' -> Integer.toHexString(Stat.major(stat.rdev()));
            case 'T' -> Integer.toHexString(Stat.minor(stat.rdev()));
            case 'X' -> Long.toString(stat.atime().getEpochSecond());
            case 'Y' -> Long.toString(stat.mtime().getEpochSecond());
            case 'Z' -> Long.toString(stat.ctime().getEpochSecond());
            case 'x' -> TIME.format(stat.atime());
            case 'y' -> TIME.format(stat.mtime());
            case 'z' -> TIME.format(stat.ctime());
            default -> null;
        };
    }
}
