package org.jernel.test.judge;

/** The system calls that scenarios make, with their x86-64 numbers. */
public enum Call {
    READ(0),
    WRITE(1),
    CLOSE(3),
    POLL(7),
    LSEEK(8),
    IOCTL(16),
    READV(19),
    WRITEV(20),
    PIPE(22),
    SELECT(23),
    DUP(32),
    DUP2(33),
    NANOSLEEP(35),
    GETPID(39),
    SENDFILE(40),
    SOCKET(41),
    CONNECT(42),
    ACCEPT(43),
    SENDTO(44),
    RECVFROM(45),
    SENDMSG(46),
    RECVMSG(47),
    SHUTDOWN(48),
    BIND(49),
    LISTEN(50),
    GETSOCKNAME(51),
    GETPEERNAME(52),
    SOCKETPAIR(53),
    SETSOCKOPT(54),
    GETSOCKOPT(55),
    FCNTL(72),
    UNLINK(87),
    GETTID(186),
    EPOLL_CREATE(213),
    RESTART_SYSCALL(219),
    EPOLL_WAIT(232),
    EPOLL_CTL(233),
    PSELECT6(270),
    PPOLL(271),
    SPLICE(275),
    TEE(276),
    VMSPLICE(278),
    EPOLL_PWAIT(281),
    SIGNALFD(282),
    TIMERFD_CREATE(283),
    EVENTFD(284),
    TIMERFD_SETTIME(286),
    TIMERFD_GETTIME(287),
    ACCEPT4(288),
    SIGNALFD4(289),
    EVENTFD2(290),
    EPOLL_CREATE1(291),
    DUP3(292),
    PIPE2(293),
    RECVMMSG(299),
    SENDMMSG(307),
    EPOLL_PWAIT2(441);

    private final int nr;

    Call(int nr) {
        this.nr = nr;
    }

    public int nr() {
        return nr;
    }
}
