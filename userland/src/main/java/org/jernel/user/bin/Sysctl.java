package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Shows and sets what {@code /proc/sys} has: {@code sysctl [-anNqw] [NAME[=VALUE]]...}, with the messages of procps. */
final class Sysctl implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-anNqw] [NAME[=VALUE]]...", "anNqw")
            .with("all", 'a')
            .with("values", 'n')
            .with("names", 'N')
            .with("quiet", 'q')
            .with("write", 'w');

    private static final String ROOT = "/proc/sys/";

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        if (use.has('a')) {
            return showAll(libc, use, ROOT) ? 0 : 1;
        }
        if (use.operands().isEmpty()) {
            use.refuse("no variables specified");
            return 1;
        }
        boolean all = true;
        for (String operand : use.operands()) {
            int equals = operand.indexOf('=');
            String name = equals < 0 ? operand : operand.substring(0, equals).strip();
            String path = ROOT + name.replace('.', '/');
            Stat stat = libc.stat(path);
            if (stat == null) {
                libc.perror("sysctl: cannot stat " + path);
                all = false;
            } else if (equals >= 0) {
                all &= set(libc, use, path, operand.substring(equals + 1).strip());
            } else {
                all &= stat.is(Stat.S_IFDIR) ? showAll(libc, use, path + "/") : show(libc, use, path);
            }
        }
        return all ? 0 : 1;
    }

    private static String name(String path) {
        return path.substring(ROOT.length()).replace('/', '.');
    }

    private static boolean showAll(Libc libc, Getopt.Use use, String directory) {
        List<String> names = libc.readDirectory(directory);
        if (names == null) {
            libc.perror("sysctl: unable to open directory \"" + directory + "\"");
            return false;
        }
        boolean all = true;
        for (String entry : names.stream().sorted().toList()) {
            String path = directory + entry;
            Stat stat = libc.stat(path);
            if (stat != null && stat.is(Stat.S_IFDIR)) {
                all &= showAll(libc, use, path + "/");
            } else if (stat != null && (stat.permissions() & 0444) != 0) {
                all &= show(libc, use, path);
            }
        }
        return all;
    }

    private static boolean show(Libc libc, Getopt.Use use, String path) {
        if (use.has('N')) {
            libc.printf("%s\n", name(path));
            return true;
        }
        String value = libc.readFile(path);
        if (value == null) {
            return failed(libc, "permission denied on key '" + name(path) + "'", "reading key \"" + name(path) + "\"");
        }
        value.lines().forEach(line -> libc.printf("%s%s\n", use.has('n') ? "" : name(path) + " = ", line));
        return true;
    }

    private static boolean set(Libc libc, Getopt.Use use, String path, String value) {
        int fd = libc.open(path, Libc.O_WRONLY);
        if (fd < 0) {
            return failed(
                    libc, "permission denied on key \"" + name(path) + "\"", "setting key \"" + name(path) + "\"");
        }
        boolean written = libc.writeAll(fd, (value + "\n").getBytes(StandardCharsets.UTF_8));
        if (!written) {
            libc.perror("sysctl: setting key \"" + name(path) + "\"");
        } else if (!use.has('q')) {
            libc.printf("%s%s\n", use.has('n') ? "" : name(path) + " = ", value);
        }
        libc.close(fd);
        return written;
    }

    private static boolean failed(Libc libc, String denied, String other) {
        if (libc.errno() == Errno.EACCES.number() || libc.errno() == Errno.EPERM.number()) {
            libc.dprintf(Libc.STDERR_FILENO, "sysctl: %s\n", denied);
        } else {
            libc.perror("sysctl: " + other);
        }
        return false;
    }
}
