package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;

import org.jernel.user.libc.Libc;

/** A file of {@code /sys/kernel/debug}, by which a program steers the kernel. */
final class DebugFile {

    private static final String DIRECTORY = "/sys/kernel/debug/";
    private static final int O_WRONLY = 1;

    private DebugFile() {}

    /** The file's text; empty where it cannot be read. */
    static String read(Libc libc, String name) {
        String text = libc.readFile(DIRECTORY + name);
        return text == null ? "" : text;
    }

    /** Prints the file. Returns the program's exit code. */
    static int show(Libc libc, String program, String name) {
        String text = libc.readFile(DIRECTORY + name);
        if (text == null) {
            libc.perror(program + ": " + DIRECTORY + name);
            return 1;
        }
        libc.printf("%s", text);
        return 0;
    }

    /**
     * Writes a line into the file, and tells the user why it was refused if it was.
     *
     * @param reasons the file that says why, as an errno is too short to
     */
    static int write(Libc libc, String program, String name, String line, String reasons) {
        int fd = libc.open(DIRECTORY + name, O_WRONLY);
        if (fd < 0) {
            libc.perror(program + ": " + DIRECTORY + name);
            return 1;
        }
        int written = libc.write(fd, (line + "\n").getBytes(StandardCharsets.UTF_8));
        String error = libc.strerror(libc.errno());
        libc.close(fd);
        if (written >= 0) {
            return 0;
        }
        String reason = read(libc, reasons).strip();
        libc.dprintf(2, "%s: %s\n", program, reason.isEmpty() ? line + ": " + error : reason);
        return 1;
    }
}
