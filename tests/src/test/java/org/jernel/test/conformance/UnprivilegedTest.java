package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What an ordinary user may not, and what else he may: capabilities(7) from the other side. */
final class UnprivilegedTest {

    private static final int ANN = 1000;
    private static final int BEA = 1001;
    private static final int CLO = 1002;

    private static Task user(Scenario s) {
        s.task();
        Task t = s.task();
        t.ok(SETRESGID, ANN, BEA, CLO);
        t.ok(SETRESUID, ANN, BEA, CLO);
        return t;
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    void opensNoRawSocket(Scenario s) {
        user(s).fails(EPERM, SOCKET, AF_INET, SOCK_RAW, IPPROTO_ICMP);
    }

    @ConformanceTest
    void bindsNoLowPort(Scenario s) {
        var t = user(s);
        long fd = t.ok(SOCKET, AF_INET, SOCK_STREAM, 0);
        t.fails(EACCES, BIND, fd, t.inet(INADDR_LOOPBACK, s.kernel().unprivilegedPortStart() - 1), SOCKADDR_IN);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void setsNoOptionOfOthers(Scenario s) {
        var t = user(s);
        long fd = t.ok(SOCKET, AF_INET, SOCK_STREAM, 0);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_PRIORITY, t.cell(6), 4);
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_PRIORITY, t.cell(7), 4);
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_MARK, t.cell(1), 4);
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_SNDBUFFORCE, t.cell(5000), 4);
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_RCVBUFFORCE, t.cell(5000), 4);
    }

    @ConformanceTest
    void aBufferIsForcedByTheAdministratorAlone(Scenario s) {
        var t = s.task();
        t.kernelTask().dropCapability(CAP_NET_ADMIN);
        long fd = t.ok(SOCKET, AF_INET, SOCK_STREAM, 0);
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_SNDBUFFORCE, t.cell(5000), 4);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_PRIORITY, t.cell(7), 4);
    }

    /** One may claim any of the ids that one could take. */
    @ConformanceTest
    void claimsOnlyWhatItCouldBecome(Scenario s) {
        var t = user(s);
        long fds = t.alloc(8);
        t.ok(SOCKETPAIR, AF_UNIX, SOCK_DGRAM, 0, fds);
        long fd = t.intAt(fds);
        long pid = t.unrecorded(GETPID);
        for (int id : new int[] {ANN, BEA, CLO}) {
            t.gives(1, SENDMSG, fd, claim(t, pid, id, ANN), 0);
        }
        t.fails(EPERM, SENDMSG, fd, claim(t, pid, 0, ANN), 0);
        t.fails(EPERM, SENDMSG, fd, claim(t, pid, ANN, 0), 0);
        t.fails(EPERM, SENDMSG, fd, claim(t, 1, ANN, ANN), 0);
    }

    /** A message of one byte with SCM_CREDENTIALS. */
    private static long claim(Task t, long pid, int uid, int gid) {
        byte[] control = new Struct().int64(28).int32(SOL_SOCKET).int32(2)
                .int32((int) pid).int32(uid).int32(gid).int32(0).bytes();
        return t.msghdr(0, 0, t.iov(t.text("x"), 1), 1, t.bytes(control), control.length, 0);
    }

    @ConformanceTest
    void seesWhatOthersHave(Scenario s) {
        var t = user(s);
        t.fails(EPERM, KILL, 1, 0);
        t.fails(EPERM, SETGROUPS, 0, 0);
        t.fails(EPERM, PRCTL, PR_CAPBSET_DROP, CAP_KILL);
        t.fails(EPERM, PRCTL, PR_SET_SECUREBITS, 1);
        t.fails(EPERM, REBOOT, 0, 0, 0, 0);
        t.ok(PRCTL, PR_SET_NAME, t.text("mine\0"));
    }
}
