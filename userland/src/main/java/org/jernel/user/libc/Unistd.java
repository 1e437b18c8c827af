package org.jernel.user.libc;

import java.util.Map;
import java.util.stream.Collectors;

import org.jernel.syscall.tbl.SyscallTableRow;
import org.jernel.syscall.tbl.SyscallTables;

/** The numbers of {@code asm/unistd.h}, which are generated from the shipped table here too. */
final class Unistd {

    private static final Map<String, Long> NUMBERS = SyscallTables.defaultTable().rows().stream()
            .filter(row -> row.abi().isNative())
            .collect(Collectors.toUnmodifiableMap(SyscallTableRow::name, row -> (long) row.number()));

    static final long READ = number("read");
    static final long WRITE = number("write");
    static final long OPEN = number("open");
    static final long CLOSE = number("close");
    static final long LSEEK = number("lseek");
    static final long SYSLOG = number("syslog");
    static final long CLOCK_GETTIME = number("clock_gettime");
    static final long POLL = number("poll");
    static final long MMAP = number("mmap");
    static final long MUNMAP = number("munmap");
    static final long BRK = number("brk");
    static final long IOCTL = number("ioctl");
    static final long RT_SIGACTION = number("rt_sigaction");
    static final long GETPID = number("getpid");
    static final long SOCKET = number("socket");
    static final long CONNECT = number("connect");
    static final long ACCEPT = number("accept");
    static final long SENDTO = number("sendto");
    static final long RECVFROM = number("recvfrom");
    static final long RECVMSG = number("recvmsg");
    static final long SHUTDOWN = number("shutdown");
    static final long BIND = number("bind");
    static final long LISTEN = number("listen");
    static final long GETSOCKNAME = number("getsockname");
    static final long GETPEERNAME = number("getpeername");
    static final long SETSOCKOPT = number("setsockopt");
    static final long GETSOCKOPT = number("getsockopt");
    static final long CLONE = number("clone");
    static final long WAIT4 = number("wait4");
    static final long KILL = number("kill");
    static final long READLINK = number("readlink");
    static final long GETDENTS64 = number("getdents64");
    static final long GETPPID = number("getppid");
    static final long GETTIMEOFDAY = number("gettimeofday");
    static final long TIME = number("time");
    static final long EXIT_GROUP = number("exit_group");
    static final long EPOLL_CREATE1 = number("epoll_create1");
    static final long EPOLL_CTL = number("epoll_ctl");
    static final long EPOLL_WAIT = number("epoll_wait");
    static final long ACCEPT4 = number("accept4");
    static final long FINIT_MODULE = number("finit_module");
    static final long DELETE_MODULE = number("delete_module");
    static final long SYNC = number("sync");
    static final long REBOOT = number("reboot");
    static final long NANOSLEEP = number("nanosleep");
    static final long STAT = number("stat");
    static final long LSTAT = number("lstat");
    static final long FSTAT = number("fstat");
    static final long PIPE = number("pipe");
    static final long DUP2 = number("dup2");
    static final long FCNTL = number("fcntl");
    static final long GETCWD = number("getcwd");
    static final long ACCESS = number("access");
    static final long CHDIR = number("chdir");
    static final long RENAME = number("rename");
    static final long MKDIR = number("mkdir");
    static final long RMDIR = number("rmdir");
    static final long LINK = number("link");
    static final long UNLINK = number("unlink");
    static final long SYMLINK = number("symlink");
    static final long CHMOD = number("chmod");
    static final long CHOWN = number("chown");
    static final long LCHOWN = number("lchown");
    static final long UMASK = number("umask");
    static final long GETUID = number("getuid");
    static final long GETEUID = number("geteuid");
    static final long GETGID = number("getgid");
    static final long GETEGID = number("getegid");
    static final long GETGROUPS = number("getgroups");
    static final long SETGROUPS = number("setgroups");
    static final long SETRESUID = number("setresuid");
    static final long SETRESGID = number("setresgid");
    static final long CAPGET = number("capget");
    static final long CAPSET = number("capset");
    static final long PRCTL = number("prctl");
    static final long MOUNT = number("mount");
    static final long UMOUNT2 = number("umount2");
    static final long MKNOD = number("mknod");
    static final long EXECVE = number("execve");
    static final long UTIMENSAT = number("utimensat");
    static final long UNAME = number("uname");
    static final long GETPRIORITY = number("getpriority");
    static final long SETPRIORITY = number("setpriority");
    static final long GETPGID = number("getpgid");
    static final long SETPGID = number("setpgid");

    private Unistd() {}

    /** The number of that name, or -1. */
    static long find(String name) {
        return NUMBERS.getOrDefault(name, -1L);
    }

    /** The name of that number, or its digits. */
    static String name(long number) {
        return NUMBERS.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Long.toString(number));
    }

    private static long number(String name) {
        Long number = NUMBERS.get(name);
        if (number == null) {
            throw new IllegalStateException("the shipped table has no row for " + name);
        }
        return number;
    }
}
