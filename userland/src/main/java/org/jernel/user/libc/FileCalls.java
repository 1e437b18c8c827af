package org.jernel.user.libc;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Files by their names: {@code fcntl.h}, {@code dirent.h}, and reading a whole one. */
abstract class FileCalls extends EpollCalls {

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_DIRECTORY = 0200000;
    public static final int O_CLOEXEC = 02000000;

    private static final int F_DUPFD_CLOEXEC = 1030;

    private static final int BUFFER = 4096;
    private static final int PATH_MAX = 4096;

    /** Where {@code d_reclen} and {@code d_name} are in {@code struct linux_dirent64}. */
    private static final int DIRENT_LENGTH = 16;

    private static final int DIRENT_NAME = 19;

    FileCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    /** Opens a file that exists. */
    public final int open(String path, int flags) {
        return open(path, flags, 0);
    }

    /** Opens a file, with {@link #O_CREAT} one that has these rights if there is none. */
    public final int open(String path, int flags, int mode) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.OPEN, frame.allocate(cString(path)), flags, mode);
        }
    }

    public final int dup2(int fd, int to) {
        return (int) syscall(Unistd.DUP2, fd, to);
    }

    /** Another descriptor for a file, no lower than {@code least}, that no executed program gets. */
    public final int dupAbove(int fd, int least) {
        return (int) syscall(Unistd.FCNTL, fd, F_DUPFD_CLOEXEC, least);
    }

    /** The two ends of a pipe, the one to read from first; null with errno. */
    public final int @Nullable [] pipe() {
        try (StackFrame frame = frame()) {
            long ends = frame.allocate(2 * Integer.BYTES);
            return syscall(Unistd.PIPE, ends) < 0 ? null : new int[] {loadInt(ends), loadInt(ends + Integer.BYTES)};
        }
    }

    /** What a symbolic link says, or null with errno. */
    public final @Nullable String readlink(String path) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(PATH_MAX);
            int length = (int) syscall(Unistd.READLINK, frame.allocate(cString(path)), buffer, PATH_MAX);
            return length < 0 ? null : Utf8.decode(load(buffer, length));
        }
    }

    /** Loads a module from a file that is open. */
    public final int finitModule(int fd, String parameters, int flags) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.FINIT_MODULE, fd, frame.allocate(cString(parameters)), flags);
        }
    }

    /** Unloads a module; O_TRUNC among the flags does so by force. */
    public final int deleteModule(String name, int flags) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.DELETE_MODULE, frame.allocate(cString(name)), flags);
        }
    }

    /** The text of a file, or null with errno. */
    public final @Nullable String readFile(String path) {
        int fd = open(path, O_RDONLY);
        if (fd < 0) {
            return null;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean all = readAll(fd, Unistd.READ, text);
        syscall(Unistd.CLOSE, fd);
        return all ? Utf8.decode(text.toByteArray()) : null;
    }

    /** The names in a directory without its dots, or null with errno. {@code scandir}. */
    public final @Nullable List<String> readDirectory(String path) {
        int fd = open(path, O_DIRECTORY);
        if (fd < 0) {
            return null;
        }
        List<String> names = readDirectory(fd);
        syscall(Unistd.CLOSE, fd);
        return names;
    }

    /** As {@link #readDirectory(String)}, of one that is open and stays so. */
    public final @Nullable List<String> readDirectory(int fd) {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        // A directory that was removed while it is open ends there. readdir(3).
        if (!readAll(fd, Unistd.GETDENTS64, entries) && errno() != Errno.ENOENT.number()) {
            return null;
        }
        List<String> names = new ArrayList<>();
        byte[] bytes = entries.toByteArray();
        for (int at = 0; at < bytes.length; at += (int) LittleEndian.get(bytes, at + DIRENT_LENGTH, Short.BYTES)) {
            int end = at + DIRENT_NAME;
            while (bytes[end] != 0) {
                end++;
            }
            String name = Utf8.decode(bytes, at + DIRENT_NAME, end - at - DIRENT_NAME);
            if (!name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
        }
        return names;
    }

    /** Reads to the end with {@code read} or {@code getdents64}. */
    private boolean readAll(int fd, long call, ByteArrayOutputStream to) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(BUFFER);
            long got = syscall(call, fd, buffer, BUFFER);
            while (got > 0) {
                to.writeBytes(load(buffer, (int) got));
                got = syscall(call, fd, buffer, BUFFER);
            }
            return got == 0;
        }
    }
}
