package org.jernel.test.strace;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of our strace are the real one's for the same calls. */
final class StraceComparisonTest {

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int STREAM = 1;
    private static final int DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int AT_FDCWD = -100;
    private static final int NOT_AN_ADDRESS = 8;

    @TempDir private Path directory;

    private void same(SyscallScript script, String... options) throws Exception {
        Traces.same(script, directory, options);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void connectionsOverTcp() throws Exception {
        var script = new SyscallScript();
        int port = freePort();
        long address = script.inet(port);
        long peer = script.room(128);
        long length = script.ints(16);
        script.call("socket", AF_INET, STREAM | 02000000, 0);
        script.call("connect", 3, address, 16);
        script.call("close", 3);
        script.call("socket", AF_INET, STREAM | 04000, 6);
        script.call("setsockopt", 3, SOL_SOCKET, 2, script.ints(1), 4);
        script.call("bind", 3, address, 16);
        script.call("listen", 3, 5);
        script.call("getsockname", 3, peer, length);
        script.call("accept4", 3, peer, length, 02000000);
        script.call("accept", 3, 0, 0);
        script.call("socket", AF_INET, STREAM, 0);
        // A port of its own for the client, so that it is the same everywhere.
        script.call("bind", 4, script.inet(freePort()), 16);
        script.call("connect", 4, address, 16);
        script.call("accept", 3, peer, script.ints(100));
        script.call("getpeername", 4, peer, script.ints(8));
        script.call("sendto", 4, script.text("hello\0001 \"world\"\t\r\n\33\377"), 20, 0x4040, 0, 0);
        script.call("recvfrom", 5, peer, 5, 2, 0, 0);
        script.call("recvfrom", 5, peer, 100, 0, 0, 0);
        script.call("recvfrom", 5, peer, 100, 0x40, 0, 0);
        script.call("shutdown", 4, 1);
        script.call("shutdown", 4, 7);
        script.call("read", 5, peer, 100);
        script.call("getsockopt", 4, SOL_SOCKET, 3, peer, script.ints(8));
        script.call("connect", 3, 1, 16);
        script.call("connect", 3, 0, 16);
        script.call("connect", 3, address, 3);
        script.call("connect", 999, address, 16);
        same(script);
    }

    /** Each call as the tool itself has it: what is injected, into which invocation, and what is written of it. */
    @Test
    void injections() throws Exception {
        var script = new SyscallScript();
        long path = script.text("/nonexistent/x\0");
        for (int i = 0; i < 6; i++) {
            script.call("chmod", path, 0700);
        }
        script.call("rmdir", path);
        script.call("unlink", path);
        script.call("chdir", path);
        script.call("mkdir", path, 0700);
        script.call("umask", 022);
        script.call("umask", 022);
        same(script, "-e", "inject=chmod:error=EPERM:when=2+3", "-e", "fault=rmdir", "-e", "inject=unlink:retval=7",
                "-e", "inject=chdir:error=4095:delay_exit=1", "-e", "inject=mkdir:delay_enter=1ms", "-e",
                "inject=umask:error=EIO", "-e", "inject=umask:retval=1:when=2");
    }

    @Test
    void anInjectedSignalEndsTheProgram() throws Exception {
        var script = new SyscallScript();
        script.call("umask", 022);
        script.call("umask", 022);
        script.call("umask", 022);
        same(script, "-e", "inject=umask:signal=USR1:when=2");
    }

    @Test
    void onlyWhatIsTracedIsInjected() throws Exception {
        var script = new SyscallScript();
        script.call("umask", 022);
        script.call("rmdir", script.text("/nonexistent/x\0"));
        same(script, "-e", "trace=rmdir,mmap,exit_group", "-e", "inject=umask:signal=KILL", "-e", "fault=!umask,mmap");
    }

    @Test
    void families() throws Exception {
        var script = new SyscallScript();
        long room = script.room(128);
        script.call("socket", AF_UNIX, DGRAM, 0);
        script.call("bind", 3, script.unix("\0jernel-strace"), 16);
        script.call("getsockname", 3, room, script.ints(128));
        script.call("connect", 3, script.unix("/nonexistent/x\0\0"), 18);
        script.call("socketpair", AF_UNIX, STREAM, 0, room);
        script.call("getsockname", 4, room, script.ints(128));
        script.call("socket", AF_INET6, DGRAM, 17);
        long address6 = script.bytes(
                (byte) 10, (byte) 0, (byte) 0x15, (byte) 0xb3, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
                (byte) 0,
                (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
                (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        script.call("bind", 6, address6, 28);
        script.call("sendto", 6, script.text("x"), 1, 0, address6, 28);
        script.call("recvfrom", 6, room, 100, 0, script.room(28), script.ints(28));
        script.call("socket", 77, STREAM, 0);
        script.call("socket", AF_INET, 9, 0);
        script.call("socket", AF_INET, STREAM, 99);
        script.call("socket", AF_INET, STREAM | 0x100000, 0);
        script.call("bind", 6, script.bytes((byte) 0, (byte) 0, (byte) 1, (byte) 2), 4);
        script.call("bind", 6, script.bytes((byte) 99, (byte) 0, (byte) 1, (byte) 2), 4);
        same(script);
    }

    @Test
    void socketOptions() throws Exception {
        var script = new SyscallScript();
        long room = script.room(256);
        long one = script.ints(1);
        script.call("socket", AF_INET, STREAM, 0);
        script.call("setsockopt", 3, SOL_SOCKET, 13, script.ints(1, 5), 8);
        script.call("setsockopt", 3, 6, 1, one, 4);
        script.call("setsockopt", 3, 0, 1, script.ints(16), 4);
        script.call("setsockopt", 3, SOL_SOCKET, 20, script.longs(1, 4000), 16);
        script.call("setsockopt", 3, SOL_SOCKET, 777, one, 4);
        script.call("setsockopt", 3, 555, 1, one, 4);
        script.call("setsockopt", 3, SOL_SOCKET, 2, NOT_AN_ADDRESS, 4);
        script.call("setsockopt", 3, SOL_SOCKET, 2, one, 2);
        script.call("getsockopt", 3, SOL_SOCKET, 4, room, script.ints(4));
        script.call("getsockopt", 3, SOL_SOCKET, 13, room, script.ints(8));
        script.call("getsockopt", 3, SOL_SOCKET, 20, room, script.ints(16));
        script.call("getsockopt", 3, SOL_SOCKET, 777, room, script.ints(4));
        script.call("getsockopt", 3, SOL_SOCKET, 3, room, 0);
        script.call("getsockopt", 3, SOL_SOCKET, 3, NOT_AN_ADDRESS, script.ints(4));
        script.call("connect", 3, script.inet(1), 16);
        script.call("socket", AF_INET, DGRAM, 0);
        script.call("setsockopt", 4, 0, 35,
                script.bytes((byte) 224, (byte) 0, (byte) 0, (byte) 99, (byte) 127, (byte) 0, (byte) 0,
                        (byte) 1),
                8);
        script.call("setsockopt", 4, 0, 32, script.ints(0), 4);
        script.call("socketpair", AF_UNIX, STREAM, 0, room);
        script.call("getsockopt", 5, SOL_SOCKET, 17, room, script.ints(12));
        same(script);
    }

    @Test
    void messages() throws Exception {
        var script = new SyscallScript();
        long room = script.room(256);
        long pieces = script.longs(
                script.text("abc"), 3, script.text("defghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ"), 43);
        long into = script.longs(room, 10, room + 10, 90);
        long rights = script.bytes(
                (byte) 24, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0,
                (byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
                (byte) 1, (byte) 0, (byte) 0, (byte) 0);
        script.call("socketpair", AF_UNIX, STREAM, 0, script.room(8));
        script.call("writev", 3, pieces, 2);
        script.call("readv", 4, into, 2);
        script.call("sendmsg", 3, script.longs(0, 0, pieces, 2, 0, 0, 0), 0x4000);
        script.call("recvmsg", 4, script.longs(0, 0, into, 2, 0, 0, 0), 0);
        script.call("sendmsg", 3, script.longs(0, 0, pieces, 1, rights, 24, 0), 0);
        script.call("recvmsg", 4, script.longs(0, 0, into, 2, script.room(24), 24, 0), 0x40000000);
        script.call("recvmsg", 4, script.longs(0, 0, into, 2, 0, 0, 0), 0x40);
        script.call("recvmsg", 4, NOT_AN_ADDRESS, 0x40);
        script.call("sendmsg", 3, NOT_AN_ADDRESS, 0);
        script.call("writev", 3, NOT_AN_ADDRESS, 2);
        script.call("writev", 3, pieces, 0);
        script.call("readv", 3, into, 2000);
        script.call("socket", AF_INET, DGRAM, 0);
        int port = freePort();
        script.call("bind", 7, script.inet(port), 16);
        script.call("sendmsg", 7, script.longs(script.inet(port), 16, pieces, 1, 0, 0, 0), 0);
        script.call("recvmsg", 7, script.longs(script.room(128), 128, into, 1, 0, 0, 0), 0);
        same(script);
    }

    @Test
    void waiting() throws Exception {
        var script = new SyscallScript();
        script.call("pipe2", script.room(8), 04000);
        script.call("pipe2", script.room(8), 0);
        script.call("pipe2", NOT_AN_ADDRESS, 0);
        script.call("read", 3, script.room(16), 10);
        script.call("poll", script.ints(3, 1, 4, 4), 2, 0);
        script.call("poll", script.ints(3, 1), 1, 1);
        script.call("poll", script.ints(3, 1, 999, 5), 2, -1);
        script.call("poll", 0, 0, 1);
        script.call("ppoll", script.ints(4, 5), 1, script.longs(1, 0), 0, 8);
        script.call("ppoll", script.ints(3, 1), 1, script.longs(0, 1000), script.longs(2), 8);
        script.call("select", 5, script.longs(1 << 3), script.longs(1 << 4), 0, script.longs(1, 0));
        script.call("select", 5, script.longs(1 << 3), 0, 0, script.longs(0, 100));
        script.call("pselect6", 5, script.longs(1 << 3 | 1 << 4), script.longs(0), 0, script.longs(0, 100),
                script.longs(0, 8));
        script.call("pselect6", 5, script.longs(0), script.longs(1 << 4), 0, 0, 0);
        script.call("select", 99, script.longs(0, 1L << 35), 0, 0, script.longs(0, 0));
        script.call("epoll_create1", 02000000);
        script.call("epoll_create1", 1);
        script.call("epoll_create", 5);
        long event = script.ints(0x80000001, 7, 0);
        script.call("epoll_ctl", 7, 1, 3, event);
        script.call("epoll_ctl", 7, 1, 4, script.ints(4, -1, -1));
        script.call("epoll_ctl", 7, 9, 4, event);
        script.call("epoll_ctl", 7, 3, 4, script.ints(5, 1, 2));
        script.call("epoll_wait", 7, script.room(64), 4, 0);
        script.call("epoll_ctl", 7, 2, 3, event);
        script.call("epoll_wait", 7, script.room(64), 4, 0);
        script.call("epoll_pwait", 7, script.room(64), 4, 0, script.longs(1 << 9), 8);
        script.call("epoll_wait", 7, script.room(64), 0, 0);
        script.call("eventfd2", 3, 1);
        script.call("read", 9, script.room(8), 8);
        same(script);
    }

    @Test
    void signalsAndTime() throws Exception {
        var script = new SyscallScript();
        script.call("rt_sigaction", 10, script.longs(1, 0, 0, 0), 0, 8);
        script.call("rt_sigaction", 12, script.longs(0x401000, 0x10000000, 0, 2), script.room(32), 8);
        script.call("rt_sigaction", 12, 0, script.room(32), 8);
        script.call("rt_sigaction", 99, 0, 0, 8);
        script.call("rt_sigaction", 9, script.longs(1, 0, 0, 0), 0, 8);
        script.call("rt_sigprocmask", 0, script.longs(1L << 11 | 1L << 34), 0, 8);
        script.call("rt_sigprocmask", 2, 0, script.room(8), 8);
        script.call("rt_sigprocmask", 1, script.longs(-1), script.room(8), 8);
        script.call("rt_sigprocmask", 7, script.longs(0), 0, 8);
        script.call("rt_sigprocmask", 0, script.longs(-1 ^ 1 << 9), 0, 8);
        script.call("rt_sigpending", script.room(8), 8);
        script.call("signalfd4", -1, script.longs(1 << 9), 8, 02000000);
        script.call("nanosleep", script.longs(0, 1000), 0);
        script.call("nanosleep", script.longs(0, -1), 0);
        script.call("clock_nanosleep", 1, 0, script.longs(0, 1000), script.room(16));
        script.call("clock_nanosleep", 1, 1, script.longs(0, 1000), 0);
        script.call("clock_gettime", 77, script.room(16));
        script.call("timerfd_create", 1, 04000);
        script.call("timerfd_settime", 4, 1, script.longs(0, 0, 0, 1), script.room(32));
        script.call("timerfd_settime", 4, 0, script.longs(0, 0, 0, 0), 0);
        script.call("timerfd_gettime", 4, script.room(32));
        script.call("getrlimit", 77, script.room(16));
        script.call("setrlimit", 4, script.longs(0, 65536));
        script.call("prlimit64", 0, 4, 0, script.room(16));
        script.call("fcntl", 4, 3);
        script.call("fcntl", 4, 4, 04000);
        script.call("fcntl", 4, 1);
        script.call("fcntl", 4, 2, 1);
        script.call("fcntl", 4, 1);
        script.call("fcntl", 4, 0, 20);
        script.call("fcntl", 4, 1030, 30);
        script.call("fcntl", 4, 4444, 30);
        script.call("dup2", 4, 50);
        script.call("dup3", 4, 51, 02000000);
        script.call("lseek", 4, 5, 1);
        script.call("ioctl", 4, 0x5421, script.ints(1));
        script.call("ioctl", 4, 0x80045499, script.ints(1));
        script.call("close", 999);
        script.call("mmap", 0, 4096, 3, 0x22, -1, 0);
        script.call("mprotect", 0x10000000, 4096, 1);
        script.call("mprotect", 0x10000000, 4096, 3);
        script.call("munmap", 1, 4096);
        script.call(999, 1, 2, 3, 4, 5, 6);
        script.call("exit_group", 3);
        same(script);
    }

    @Test
    void files() throws Exception {
        var script = new SyscallScript();
        long name = script.text("/nonexistent/x");
        long other = script.text("/nonexistent/y");
        long room = script.room(256);
        long times = script.longs(1, 2, 1_600_000_000, 0);
        script.call("open", name, 04000000 | 0200000, 0);
        script.call("open", name, 020200002, 0600);
        script.call("open", name, 04010000 | 010000000, 0);
        script.call("openat", AT_FDCWD, name, 0102 | 02000000, 0644);
        script.call("creat", name, 0600);
        script.call("utimensat", AT_FDCWD, name, times, 0);
        script.call("utimensat", AT_FDCWD, name, script.longs(0, 0x3fffffff, 0, 0x3ffffffe), 0x100);
        script.call("utimensat", AT_FDCWD, name, script.longs(0, 0, Long.MIN_VALUE, 5), 0);
        script.call("utimensat", 99, name, script.longs(0, 0x3fffffff, 5, 2_000_000_000), 0);
        script.call("utimensat", 99, 0, 0, 0);
        script.call("mkdir", name, 0755);
        script.call("mkdirat", AT_FDCWD, name, 01777);
        script.call("mknod", name, 020666, 0x103);
        script.call("mknodat", AT_FDCWD, name, 010644, 0);
        script.call("unlinkat", AT_FDCWD, name, 0x200);
        script.call("renameat2", AT_FDCWD, name, AT_FDCWD, other, 3);
        script.call("renameat2", AT_FDCWD, name, AT_FDCWD, other, 8);
        script.call("linkat", AT_FDCWD, name, AT_FDCWD, other, 0x400);
        script.call("symlinkat", name, AT_FDCWD, other);
        script.call("readlinkat", AT_FDCWD, name, room, 100);
        script.call("fchmodat", AT_FDCWD, name, 0644);
        script.call("fchownat", AT_FDCWD, name, 1, -1, 0x100);
        script.call("access", name, 5);
        script.call("access", name, 0);
        script.call("access", name, 15);
        script.call("faccessat", AT_FDCWD, name, 2);
        script.call("faccessat2", AT_FDCWD, name, 4, 0x200);
        script.call("stat", name, room);
        script.call("newfstatat", AT_FDCWD, name, room, 0x100);
        script.call("statx", AT_FDCWD, name, 0x800, 0x7ff, room);
        script.call("statx", AT_FDCWD, name, 0x2100, 0x1fff, room);
        script.call("statx", AT_FDCWD, name, 0x6000, 0x10, room);
        script.call("statfs", name, room);
        script.call("fstatfs", 99, room);
        script.call("truncate", name, -1);
        script.call("truncate", name, 100);
        script.call("ftruncate", 99, 0x1_2345_6789L);
        script.call("fallocate", 99, 3, 0, 100);
        script.call("fallocate", 99, 0, -1, 100);
        script.call("lseek", 99, 10, 77);
        script.call("pread64", 99, room, 10, 5);
        script.call("pwrite64", 99, name, 3, 5);
        long vector = script.longs(room, 4, name, 5);
        script.call("preadv", 99, vector, 2, 5, 0);
        script.call("pwritev", 99, vector, 2, 7, 0);
        script.call("umask", 022);
        script.call("umask", 0777);
        script.call("getcwd", room, 1);
        script.call("fsync", 99);
        script.call("execve", name, script.longs(name, 0), script.longs(0));
        script.call("execve", name, 0, 0);
        script.call("execveat", AT_FDCWD, name, 0, 0, 0x1000);
        script.call("mount", name, other, script.text("tmpfs"), 1, script.text("size=1"));
        script.call("mount", name, other, script.text("tmpfs"), 0x21, script.text("size=1"));
        script.call("mount", name, other, 8, 0x1000, 8);
        script.call("mount", name, other, 0, 0xc0ed0000L, 0);
        script.call("mount", name, other, 0, 0xc0ed0020L, 0);
        script.call("umount2", name, 10);
        script.call("sendfile", 99, 98, script.longs(7), 10);
        script.call("splice", 99, 0, 98, 0, 10, 3);
        script.call("getdents64", 99, room, 100);
        same(script);
    }

    /** What descriptors are of: with {@code -y} their paths, with {@code -yy} also what sockets are connected to. */
    @ParameterizedTest
    @ValueSource(strings = {"-y", "-yy"})
    void descriptorsWithTheirFiles(String option) throws Exception {
        var script = new SyscallScript();
        long room = script.room(256);
        script.call("chdir", script.text("/"));
        script.call("open", script.text("/dev/null"), 2, 0);
        script.call("openat", AT_FDCWD, script.text("dev/zero"), 0, 0);
        script.call("openat", AT_FDCWD, script.text("nonexistent"), 0, 0);
        script.call("dup", 3);
        script.call("fcntl", 3, 1);
        script.call("fcntl", 3, 0, 20);
        script.call("close", 20);
        script.call("close", 5);
        script.call("read", 5, room, 1);
        script.call("pipe2", room, 0);
        script.call("write", 6, script.text("x"), 1);
        script.call("mmap", 0x20000000, 4096, 1, 0x12, 4, 0);
        script.call("open", script.text("/tmp"), 0200000, 0);
        script.call("openat", 7, script.text("no<such>"), 0, 0);
        script.call("fchdir", 7);
        script.call("mkdirat", AT_FDCWD, script.text("/tmp"), 0700);
        script.call("sendfile", 3, 5, 0, 1);
        script.call("splice", 5, 0, 3, 0, 1, 1);
        script.call("epoll_create1", 0);
        script.call("epoll_ctl", 8, 1, 5, script.ints(1, 2, 3));
        script.call("poll", script.ints(5, 1, 99, 4), 2, 0);
        script.call("select", 9, script.longs(1 << 5 | 1 << 6), 0, 0, script.longs(0, 0));
        script.call("eventfd2", 1, 0);
        script.call("timerfd_create", 1, 0);
        script.call("signalfd4", -1, script.longs(1 << 9), 8, 0);
        script.call("dup2", 9, 30);
        script.call("mkdir", script.text("/tmp/jernel-gone"), 0700);
        script.call("open", script.text("/tmp/jernel-gone"), 0200000, 0);
        script.call("rmdir", script.text("/tmp/jernel-gone"));
        script.call("close", 12);
        same(script, option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-y", "-yy"})
    void socketsWithTheirAddresses(String option) throws Exception {
        var script = new SyscallScript();
        long room = script.room(256);
        int port = freePort();
        long address = script.inet(port);
        script.call("socket", AF_INET, STREAM, 0);
        script.call("bind", 3, address, 16);
        script.call("listen", 3, 5);
        script.call("getsockname", 3, room, script.ints(16));
        script.call("socket", AF_INET, STREAM, 0);
        script.call("bind", 4, script.inet(freePort()), 16);
        script.call("connect", 4, address, 16);
        script.call("accept", 3, 0, 0);
        script.call("sendto", 4, script.text("x"), 1, 0, 0, 0);
        script.call("read", 5, room, 1);
        script.call("shutdown", 5, 2);
        script.call("socket", AF_INET, DGRAM, 0);
        script.call("bind", 6, script.inet(port), 16);
        script.call("shutdown", 6, 0);
        script.call("socket", AF_INET6, DGRAM, 0);
        script.call("socket", AF_INET, 3, 1);
        script.call("close", 8);
        script.call("socketpair", AF_UNIX, STREAM, 0, room);
        script.call("write", 8, script.text("x"), 1);
        script.call("socket", AF_UNIX, DGRAM, 0);
        script.call("bind", 10, script.unix("\0jernel-" + port), 11);
        script.call("read", 10, room, 0);
        script.call("close", 10);
        same(script, option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "-xx"})
    void stringsInHexadecimal(String option) throws Exception {
        var script = new SyscallScript();
        script.call("rmdir", script.text("/nonexistent\t\n\013\f\r"));
        script.call("rmdir", script.text("/nonexistent\1"));
        script.call("rmdir", script.text("/nonexistent\377"));
        script.call("pipe2", script.room(8), 0);
        script.call("write", 4, script.text("text"), 4);
        script.call("write", 4, script.bytes((byte) 0, (byte) 1), 2);
        script.call("write", 4, script.text("a string of more than thirty-two bytes, cut"), 43);
        script.call("socket", AF_UNIX, DGRAM, 0);
        script.call("connect", 5, script.unix("/nonexistent"), 14);
        script.call("execve", script.text("/nonexistent"), script.longs(script.text("a\2"), script.text("b"), 0), 0);
        same(script, option);
    }

    @Test
    void memory() throws Exception {
        var script = new SyscallScript();
        script.call("mmap", 0x20000000, 8192, 3, 0x32, -1, 0);
        script.call("mremap", 1, 10, 20, 1, 0);
        script.call("mremap", 1, 10, 20, 3, 0x5000);
        script.call("madvise", 1, 10, 4);
        script.call("madvise", 0x20000000, 4096, 99);
        script.call("madvise", 0x20000000, 4096, 4);
        script.call("msync", 1, 10, 4);
        script.call("msync", 0x20000000, 4096, 8);
        script.call("msync", 0x20000000, 4096, 3);
        script.call("mincore", 1, 10, script.room(8));
        script.call("mincore", 0x20000000, 0, script.room(8));
        script.call("mincore", SyscallScript.MEMORY, 10, script.room(8));
        script.call("mprotect", 1, 10, 7);
        same(script);
    }

    @Test
    void credentials() throws Exception {
        var script = new SyscallScript();
        long room = script.room(64);
        script.call("getresuid", room, room + 8, room + 16);
        script.call("getresuid", room, 1, room);
        script.call("getresgid", room, room + 8, room + 16);
        script.call("setresuid", -1, -1, -1);
        script.call("setreuid", -1, -1);
        script.call("setuid", -1);
        script.call("setfsuid", -1);
        script.call("setgroups", -1, room);
        script.call("setgroups", 70000, room);
        script.call("setgroups", 2, 1);
        script.call("getgroups", -1, room);
        script.call("capget", 0, 0);
        script.call("capget", script.ints(7, 0), room);
        script.call("capget", script.ints(0x20080522, 0), 0);
        script.call("capget", script.ints(0x19980330, 99999999), room);
        script.call("capset", script.ints(0x20080522, 99), script.ints(1, 2, 3, 0x100, 0x80000000, 3));
        script.call("capset", script.ints(0x19980330, 99), script.ints(0, -1, 1));
        script.call("capset", script.ints(0x20080522, 99), 1);
        script.call("capset", 1, room);
        same(script);
    }

    @Test
    void prctl() throws Exception {
        var script = new SyscallScript();
        long room = script.room(64);
        script.call("prctl", 15, script.text("nam"));
        script.call("prctl", 16, room);
        script.call("prctl", 15, script.text("a name that is too long"));
        script.call("prctl", 16, room);
        script.call("prctl", 15, NOT_AN_ADDRESS);
        script.call("prctl", 16, NOT_AN_ADDRESS);
        script.call("prctl", 1, 15);
        script.call("prctl", 1, 77777);
        script.call("prctl", 2, room);
        script.call("prctl", 2, NOT_AN_ADDRESS);
        script.call("prctl", 3);
        script.call("prctl", 4, 2);
        script.call("prctl", 4, 77);
        script.call("prctl", 7);
        script.call("prctl", 8, 77777);
        script.call("prctl", 23, 5);
        script.call("prctl", 23, 99);
        script.call("prctl", 24, 99);
        script.call("prctl", 27);
        script.call("prctl", 28, 5);
        script.call("prctl", 27);
        script.call("prctl", 38, 0, 1, 0, 0);
        script.call("prctl", 38, 1, 0, 0, 0);
        script.call("prctl", 39, 0, 0, 0, 0);
        script.call("prctl", 39, 1, 2, 3, 4);
        script.call("prctl", 47, 1, 5, 0, 0);
        script.call("prctl", 47, 4, 0, 0, 0);
        script.call("prctl", 47, 9, 1, 0, 0);
        script.call("prctl", 47, 2, 5, 1, 0);
        script.call("prctl", 7777, 1, 2, 3, 4);
        same(script);
    }

    @Test
    void kernelLog() throws Exception {
        var script = new SyscallScript();
        long room = script.room(64);
        script.call("syslog", 0, room, 5);
        script.call("syslog", 1, room, 5);
        script.call("syslog", 3, room, -1);
        script.call("syslog", 3, 0, 5);
        script.call("syslog", 8, 0, 99);
        script.call("syslog", 8, room, 0);
        script.call("syslog", 77, 0, 0);
        script.call("nanosleep", script.longs(-1, 0), room);
        script.call("clock_nanosleep", 99, 1, script.longs(1, 2), room);
        same(script);
    }

    @Test
    void processes() throws Exception {
        var script = new SyscallScript();
        long room = script.room(256);
        script.call("getpriority", 0, 0);
        script.call("setpriority", 1, 7777777, 5);
        script.call("setpriority", 0, 0, 5);
        script.call("getpriority", 0, 0);
        script.call("waitid", 0, 0, room, 4, 0);
        script.call("waitid", 1, -1, 0, 0x1000005, room);
        script.call("waitid", 7, 5, 0, 4, room);
        script.call("wait4", -1, room, 0xe0000003L, room);
        script.call("sethostname", 8, 2);
        script.call("setdomainname", 8, 4);
        script.call("socketpair", AF_UNIX, STREAM, 6, room);
        script.call("socket", AF_UNIX, STREAM, 6);
        script.call("ioctl", -1, 0x5401, 0);
        script.call("sendto", -1, room, 0, 0x20000, 0, 0);
        script.call("mknod", 8, 0170644, 0);
        same(script);
    }

    /** What the tool says with a signal that it has injected itself. */
    @ParameterizedTest
    @ValueSource(strings = {"SEGV", "SYS", "TRAP", "BUS", "FPE", "ILL", "IO", "SIGRT_3", "rt_2", "64"})
    void injectedSignals(String signal) throws Exception {
        var script = new SyscallScript();
        script.call("umask", 022);
        script.call("umask", 022);
        same(script, "-e", "inject=umask:signal=" + signal + ":when=1");
    }

    @Test
    void deathBySignal() throws Exception {
        var script = new SyscallScript();
        script.call("pipe2", script.room(8), 0);
        script.call("close", 3);
        script.call("write", 4, script.text("x"), 1);
        same(script);
    }

    @Test
    void sets() throws Exception {
        var script = new SyscallScript();
        script.call("pipe2", script.room(8), 0);
        script.call("mmap", 0x10000000, 4096, 3, 0x32, -1, 0);
        script.call("write", 4, script.text("a string of more than ten bytes"), 31);
        script.call("socket", AF_INET, STREAM, 0);
        script.call("close", 5);
        for (String set : List.of("%network,write", "!%desc", "/^(write|cl)", "?nosuch,close", "desc,socket")) {
            same(script, "-e", "trace=mmap," + set.replace("!", ""), "-s", "10");
        }
    }
}
