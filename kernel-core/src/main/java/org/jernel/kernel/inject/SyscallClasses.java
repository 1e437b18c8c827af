package org.jernel.kernel.inject;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The classes of system calls that strace knows, as far as calls of today are in them. {@code sysent.h} of strace. */
final class SyscallClasses {

    private static final Map<String, Set<String>> CLASSES = Map.ofEntries(
            Map.entry("network",
                    names("""
                            accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg
                            sendmsg sendto setsockopt shutdown socket socketcall socketpair""")),
            Map.entry("file",
                    names("""
                            access acct chdir chmod chown chroot creat execve execveat faccessat faccessat2 fchmodat fchownat
                            fstatat futimesat getcwd lchown link linkat lstat mkdir mkdirat mknod mknodat mount name_to_handle_at
                            newfstatat open openat openat2 pivot_root quotactl readlink readlinkat rename renameat renameat2 rmdir
                            stat statfs statx swapoff swapon symlink symlinkat truncate umount2 unlink unlinkat utime utimensat
                            utimes""")),
            Map.entry("desc",
                    names("""
                            accept accept4 bind close close_range connect dup dup2 dup3 epoll_create epoll_create1 epoll_ctl
                            epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 fallocate fchdir fchmod fchown fcntl fdatasync
                            fgetxattr flock fstat fstatfs fsync ftruncate getdents getdents64 getpeername getsockname getsockopt
                            ioctl listen lseek openat poll ppoll pread64 preadv pselect6 pwrite64 pwritev read readv recvfrom
                            recvmmsg recvmsg select sendfile sendmmsg sendmsg sendto setsockopt shutdown signalfd signalfd4 splice
                            tee timerfd_create timerfd_gettime timerfd_settime vmsplice write writev""")),
            Map.entry("process", names("""
                    clone clone3 execve execveat exit exit_group fork kill pidfd_open pidfd_send_signal rt_sigqueueinfo
                    rt_tgsigqueueinfo tgkill tkill vfork wait4 waitid""")),
            Map.entry("signal", names("""
                    kill pause rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
                    rt_sigtimedwait rt_tgsigqueueinfo sigaltstack signalfd signalfd4 tgkill tkill""")),
            Map.entry("ipc",
                    names("msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget")),
            Map.entry("memory", names("""
                    brk get_mempolicy madvise mbind mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock
                    munlockall munmap remap_file_pages""")),
            Map.entry("creds", names("""
                    capget capset getegid geteuid getgid getgroups getresgid getresuid getuid prctl setfsgid setfsuid
                    setgid setgroups setregid setresgid setresuid setreuid setuid""")),
            Map.entry("clock", names("""
                    adjtimex clock_adjtime clock_getres clock_gettime clock_settime gettimeofday settimeofday time""")),
            Map.entry("pure", names("""
                    getegid geteuid getgid getpgrp getpid getppid gettid getuid""")));

    /** What may be said for a class beside its name. */
    private static final Map<String, String> ALIASES = Map.of("net", "network");

    private SyscallClasses() {}

    private static Set<String> names(String text) {
        return Set.copyOf(List.of(text.split("\\s+")));
    }

    static @Nullable Set<String> find(String name) {
        return CLASSES.get(ALIASES.getOrDefault(name, name));
    }
}
