package org.jernel.user.strace;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePath;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Stat;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.Socket;
import org.jspecify.annotations.Nullable;

/**
 * The files of a task: what {@code /proc/PID/fd} says of them, with {@code -yy} also what sockets are connected to. Modelled on
 * strace's {@code util.c} and {@code socketutils.c}.
 */
record OpenFiles(Kernel kernel, Task task, @Nullable Map<Long, String> sockets) implements Descriptors {

    private static final String DELETED = " (deleted)";

    @Override
    public String name(int fd) {
        Vfs vfs = kernel.get(Vfs.class);
        if (fd == Vfs.AT_FDCWD) {
            FilePath pwd = task.fs().pwd();
            return pwd instanceof Path path ? inBrackets(vfs.pathName(path), "") : "";
        }
        File file = fd < 0 ? null : task.files().fget(fd);
        if (file == null) {
            return "";
        }
        try {
            String name = vfs.dname(file);
            return sockets == null ? inBrackets(name, "") : detailed(file, name, sockets);
        } finally {
            file.fput();
        }
    }

    private static String detailed(File file, String name, Map<Long, String> sockets) {
        if (file.privateData() instanceof Socket socket) {
            return "<" + SocketNames.of(socket, sockets) + ">";
        }
        Stat stat = Stat.of(file);
        String kind = switch (stat.mode() & FileMode.S_IFMT) {
            case FileMode.S_IFCHR -> "char";
            case FileMode.S_IFBLK -> "block";
            default -> null;
        };
        return inBrackets(name, kind == null
                ? ""
                : "<%s %d:%d>".formatted(kind, DeviceNumber.major(stat.rdev()), DeviceNumber.minor(stat.rdev())));
    }

    private static String inBrackets(String name, String device) {
        boolean isGone = name.startsWith("/") && name.endsWith(DELETED);
        String alive = isGone ? name.substring(0, name.length() - DELETED.length()) : name;
        String quote = Printers.quote(alive.getBytes(StandardCharsets.UTF_8));
        return "<" + quote.substring(1, quote.length() - 1) + device + ">" + (isGone ? "(deleted)" : "");
    }
}
