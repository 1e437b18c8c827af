package org.jernel.test.strace;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each flag and each name of a number is what the real strace writes; what the calls return is not looked at here. */
final class StraceNamesTest {

    private static final int NO_FD = 999;
    private static final int NOT_AN_ADDRESS = 8;

    private final SyscallScript script = new SyscallScript();
    private final long name = script.text("/nonexistent/x");

    @TempDir private Path directory;

    /** A call with each value in the place of one argument. */
    private void each(int place, long[] values, String call, long... args) {
        for (long value : values) {
            long[] all = args.clone();
            all[place] = value;
            script.call(call, all);
        }
    }

    /** Each bit, all of them, and none. */
    private void flags(int place, String call, long... args) {
        long[] values = new long[Integer.SIZE + 2];
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            values[bit] = 1L << bit;
        }
        values[Integer.SIZE] = 0xffff_ffffL;
        each(place, values, call, args);
    }

    private void numbers(int place, int from, int to, String call, long... args) {
        long[] values = new long[to - from + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) from + i;
        }
        each(place, values, call, args);
    }

    private void same() throws Exception {
        Traces.mustBe(arguments(Traces.host(script, directory)), arguments(Traces.jernel(script)));
    }

    private static List<String> arguments(List<String> lines) {
        return lines.stream().map(line -> line.replaceAll("\\) += .*", ")")).toList();
    }

    @Test
    void flagsOfProcessesAndEvents() throws Exception {
        flags(2, "wait4", -1, 0, 0, 0);
        flags(3, "waitid", 0, 0, 0, 0, 0);
        flags(1, "pipe2", NOT_AN_ADDRESS, 0);
        flags(1, "timerfd_create", 99, 0);
        flags(1, "timerfd_settime", NO_FD, 0, 0, 0);
        flags(1, "eventfd2", 1, 0);
        flags(3, "signalfd4", NO_FD, 0, 8, 0);
        flags(0, "epoll_create1", 0);
        flags(1, "clock_nanosleep", 99, 0, 0, 0);
        flags(4, "execveat", NO_FD, name, 0, 0, 0);
        flags(2, "getrandom", NOT_AN_ADDRESS, 5, 0);
        flags(1, "delete_module", name, 0);
        flags(2, "finit_module", NO_FD, name, 0);
        same();
    }

    @Test
    void flagsOfFiles() throws Exception {
        flags(1, "open", name, 0, 0600);
        flags(2, "dup3", NO_FD, 4, 0);
        flags(2, "fcntl", NO_FD, 4, 0);
        flags(2, "fcntl", NO_FD, 2, 0);
        flags(2, "fcntl", NO_FD, 1033, 0);
        flags(2, "unlinkat", NO_FD, name, 0);
        flags(4, "renameat2", NO_FD, name, NO_FD, name, 0);
        flags(4, "linkat", NO_FD, name, NO_FD, name, 0);
        flags(4, "fchownat", NO_FD, name, 1, 1, 0);
        flags(3, "faccessat2", NO_FD, name, 4, 0);
        flags(3, "newfstatat", NO_FD, name, NOT_AN_ADDRESS, 0);
        flags(3, "utimensat", NO_FD, name, 0, 0);
        flags(2, "statx", NO_FD, name, 0, 0, NOT_AN_ADDRESS);
        flags(3, "statx", NO_FD, name, 0, 0, NOT_AN_ADDRESS);
        flags(1, "access", name, 0);
        flags(1, "fallocate", NO_FD, 0, 1, 2);
        flags(5, "preadv2", NO_FD, 0, 1, 2, 0, 0);
        flags(3, "tee", NO_FD, NO_FD, 1, 0);
        flags(3, "mount", name, name, 0, 0, 0);
        flags(1, "umount2", name, 0);
        flags(1, "mkdir", name, 0);
        flags(1, "mknod", name, 0, 0x105);
        for (int type = 0; type < 16; type++) {
            script.call("mknod", name, type << 12 | 0644, 0x105);
            script.call("mknodat", NO_FD, name, type << 12, 0x105);
        }
        same();
    }

    @Test
    void flagsOfSocketsAndMemory() throws Exception {
        flags(3, "sendto", NO_FD, name, 1, 0, 0, 0);
        flags(3, "recvfrom", NO_FD, NOT_AN_ADDRESS, 1, 0, 0, 0);
        flags(3, "accept4", NO_FD, 0, 0, 0);
        flags(1, "socket", 77, 0, 0);
        flags(2, "msync", 1, 10, 0);
        flags(2, "mprotect", 1, 10, 0);
        flags(3, "mmap", 1, 0, 3, 0, -1, 0);
        flags(3, "mremap", 1, 10, 20, 0, 0x5000);
        script.call("mremap", 1, 10, 20, 3, 0x5000);
        script.call("mremap", 1, 10, 20, 5, 0x5000);
        for (int bit = 0; bit < 16; bit++) {
            script.call("poll", script.ints(NO_FD, 1 << bit), 1, 0);
        }
        for (int bit = 0; bit < 32; bit++) {
            script.call("epoll_ctl", NO_FD, 1, NO_FD, script.ints(1 << bit, 2, 3));
            script.call("rt_sigaction", 9, script.longs(0, 1L << bit, 0, 0), 0, 8);
        }
        same();
    }

    @Test
    void namesOfNumbers() throws Exception {
        for (int type = 0; type < 9; type++) {
            script.call("fcntl", NO_FD, 1024, type);
            script.call("fcntl", NO_FD, 15, script.ints(type, 5));
        }
        numbers(0, -1, 5, "getpriority", 0, 7777777);
        numbers(0, -1, 4, "setpriority", 0, 7777777, 3);
        numbers(0, -1, 5, "waitid", 0, 5, 0, 4, 0);
        numbers(1, -1, 50, "fcntl", NO_FD, 0, 5);
        numbers(1, 1023, 1042, "fcntl", NO_FD, 0, 5);
        numbers(0, -1, 60, "socketpair", 0, 1, 6, NOT_AN_ADDRESS);
        numbers(1, -1, 16, "socketpair", 77, 0, 6, NOT_AN_ADDRESS);
        numbers(2, -1, 300, "socketpair", 2, 77, 0, NOT_AN_ADDRESS);
        numbers(2, -1, 30, "socketpair", 16, 77, 0, NOT_AN_ADDRESS);
        for (int protocol = 0; protocol < 0x200; protocol++) {
            script.call("socket", 17, 77, protocol);
            script.call("socket", 17, 77, protocol << 8);
        }
        numbers(2, -1, 80, "setsockopt", NO_FD, 1, 0, 0, 4);
        numbers(2, -1, 63, "setsockopt", NO_FD, 0, 0, 0, 4);
        numbers(2, -1, 80, "setsockopt", NO_FD, 41, 0, 0, 4);
        numbers(2, -1, 50, "setsockopt", NO_FD, 6, 0, 0, 4);
        numbers(2, -1, 110, "setsockopt", NO_FD, 17, 0, 0, 4);
        numbers(1, -1, 3, "shutdown", NO_FD, 0);
        numbers(0, -1, 14, "clock_getres", 0, NOT_AN_ADDRESS);
        numbers(0, -1, 17, "getrlimit", 0, NOT_AN_ADDRESS);
        numbers(0, -1, 4, "getitimer", 0, NOT_AN_ADDRESS);
        numbers(2, -1, 110, "madvise", 1, 10, 0);
        numbers(1, -1, 70, "kill", 7777777, 0);
        numbers(2, -1, 6, "lseek", NO_FD, 10, 0);
        numbers(0, -1, 4, "rt_sigprocmask", 0, NOT_AN_ADDRESS, 0, 8);
        numbers(1, -1, 4, "epoll_ctl", NO_FD, 0, NO_FD, 0);
        for (int command : new int[] {0x5401, 0x5402, 0x5403, 0x5404, 0x5413, 0x5421, 0x5450, 0x5451, 0x8912, 0x8913}) {
            script.call("ioctl", NO_FD, command, 0);
            script.call("ioctl", NO_FD, command, 5);
        }
        same();
    }

    @Test
    void namesOfTheHost() throws Exception {
        long text = script.text("a name of more than thirty-two bytes, which is cut");
        for (long length : new long[] {0, 65, 66, -1}) {
            script.call("sethostname", text, length);
            script.call("setdomainname", text, length);
        }
        script.call("sethostname", NOT_AN_ADDRESS, 2);
        script.call("setdomainname", NOT_AN_ADDRESS, 4);
        same();
    }
}
