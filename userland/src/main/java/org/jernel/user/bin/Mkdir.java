package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Makes directories: {@code mkdir [-p] [-m MODE] DIRECTORY...}. */
final class Mkdir implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-p] [-m MODE] DIRECTORY...", "pm:")
            .with("parents", 'p')
            .with("mode", 'm');

    private static final int RIGHTS = 0777;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(1)) {
            return use.exitCode(1);
        }
        int umask = libc.umask(0);
        libc.umask(umask);
        String text = use.value('m');
        Integer mode = text == null ? Integer.valueOf(RIGHTS) : FileModes.apply(text, RIGHTS, umask);
        if (mode == null) {
            libc.dprintf(Libc.STDERR_FILENO, "mkdir: invalid mode '%s'\n", text);
            return 1;
        }
        boolean all = true;
        for (String directory : use.operands()) {
            boolean made = use.has('p') ? makeWithParents(libc, directory, mode) : make(libc, directory, mode);
            // The mask does not apply to what was asked for by name.
            all &= made && (text == null || libc.chmod(directory, mode) == 0);
        }
        return all ? 0 : 1;
    }

    private static boolean make(Libc libc, String directory, int mode) {
        if (libc.mkdir(directory, mode) == 0) {
            return true;
        }
        libc.perror("mkdir: cannot create directory '" + directory + "'");
        return false;
    }

    private static boolean makeWithParents(Libc libc, String directory, int mode) {
        int slash = directory.indexOf('/', 1);
        while (slash >= 0) {
            if (slash + 1 < directory.length() && !isThere(libc, directory.substring(0, slash), RIGHTS)) {
                return false;
            }
            slash = directory.indexOf('/', slash + 1);
        }
        return isThere(libc, directory, mode);
    }

    private static boolean isThere(Libc libc, String directory, int mode) {
        if (libc.mkdir(directory, mode) == 0) {
            return true;
        }
        int errno = libc.errno();
        Stat stat = libc.stat(directory);
        if (errno == Errno.EEXIST.number() && stat != null && stat.is(Stat.S_IFDIR)) {
            return true;
        }
        libc.dprintf(
                Libc.STDERR_FILENO, "mkdir: cannot create directory '%s': %s\n", directory, libc.strerror(errno));
        return false;
    }
}
