package org.jernel.test.module;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.user.libc.ProgramImage;

/** Makes the system calls of {@code insmod} and {@code rmmod} in a task of its own for each. */
final class ModuleProgram {

    static final int READ = 0;
    static final int CLOSE = 3;
    static final int MMAP = 9;
    static final int PIPE = 22;
    static final int DUP = 32;
    static final int SOCKET = 41;
    static final int KILL = 62;
    static final int FTRUNCATE = 77;
    static final int FINIT_MODULE = 313;
    static final int INIT_MODULE = 175;
    static final int DELETE_MODULE = 176;

    private final Kernel kernel;

    ModuleProgram(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Runs calls in a task; their raw result. */
    long run(ToLongFunction<Raw> calls) {
        return as(0, calls);
    }

    long as(int uid, ToLongFunction<Raw> calls) {
        CompletableFuture<Long> result = new CompletableFuture<>();
        Task _ = kernel.spawn("test", new FdTable(), new ProgramImage((libc, argv) -> {
            Task task = Task.current();
            if (uid != 0) {
                task.setCred(Cred.user(uid));
            }
            result.complete(calls.applyAsLong(new Raw(task)));
            return 0;
        }, java.util.List.of("test")));
        return result.join();
    }

    /** System calls with what the kernel says, not what the C library makes of it. */
    record Raw(Task task) {

        long syscall(long nr, long... args) {
            long[] six = java.util.Arrays.copyOf(args, 6);
            return task.syscall(nr, six[0], six[1], six[2], six[3], six[4], six[5]);
        }

        long place(byte[] bytes) {
            long at = syscall(MMAP, 0, bytes.length + 1, 3, 0x22, -1, 0);
            Uaccess.copyToUser(task.mm(), at, bytes);
            return at;
        }

        long open(String path) {
            return open(path, 0);
        }

        long open(String path, int flags) {
            return syscall(2, place(path), flags, 0);
        }

        long place(String text) {
            return place((text + "\0").getBytes(StandardCharsets.UTF_8));
        }
    }

    long insmod(byte[] jar, String args) {
        return run(libc -> insmod(libc, jar, args));
    }

    long insmod(Raw libc, byte[] jar, String args) {
        return libc.syscall(INIT_MODULE, libc.place(jar), jar.length, libc.place(args));
    }

    long insmodArgsAt(Raw libc, byte[] jar, long args) {
        return libc.syscall(INIT_MODULE, libc.place(jar), jar.length, args);
    }

    long rmmod(String name) {
        return rmmod(name, 0);
    }

    long rmmod(String name, int flags) {
        return run(libc -> rmmod(libc, name, flags));
    }

    long rmmod(Raw libc, String name, int flags) {
        return libc.syscall(DELETE_MODULE, libc.place(name), flags);
    }

    /** A task that makes calls, by now asleep in one. */
    Task sleeping(ToLongFunction<Raw> calls) {
        CompletableFuture<Task> started = new CompletableFuture<>();
        Thread _ = Thread.ofVirtual().start(() -> run((Raw libc) -> {
            started.complete(libc.task());
            return calls.applyAsLong(libc);
        }));
        Task task = started.join();
        while (!task.isAsleep()) {
            LockSupport.parkNanos(1);
        }
        return task;
    }

    /** A task that sleeps in a read. */
    Task reader(String path) {
        return sleeping(libc -> libc.syscall(READ, libc.open(path), libc.place(new byte[8]), 8));
    }

    long call(int nr, long argument) {
        return run(libc -> libc.syscall(nr, argument));
    }
}
