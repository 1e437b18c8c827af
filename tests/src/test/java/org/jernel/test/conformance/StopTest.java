package org.jernel.test.conformance;

import org.jernel.test.judge.Blocked;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Pending;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Signals that stop a process, and what its parent is told. Numbers differ from arm to arm, so that little is recorded. */
final class StopTest {

    private static final int CONTINUED = 0xffff;

    /** A process that reads from a pipe, with the parent that writes to it. */
    private record Reader(Task parent, Task task, long pid, Blocked read, long writeEnd) {

        static Reader start(Scenario s) {
            Task parent = s.task();
            long pipe = parent.alloc(8);
            parent.ok(PIPE, pipe);
            Task task = parent.process();
            long pid = task.unrecorded(GETPID);
            // A group with a parent outside is not an orphaned one, in which a terminal's stops do nothing.
            assertThat(parent.unrecorded(SETPGID, pid, 0)).isZero();
            Blocked read = task.blocks(READ, parent.intAt(pipe), task.alloc(4), 4);
            return new Reader(parent, task, pid, read, parent.intAt(pipe + 4));
        }

        void kill(int signo) {
            assertThat(parent.unrecorded(KILL, pid, signo)).isZero();
        }

        /** Waits in wait4, which finds the process. Returns the wait status. */
        int await(int options) {
            long status = parent.cell(0);
            assertThat(parent.unrecorded(WAIT4, pid, status, options, 0)).isEqualTo(pid);
            return parent.intAt(status);
        }

        void isStoppedBy(int signo) {
            kill(signo);
            assertThat(await(WUNTRACED)).isEqualTo(stopped(signo));
        }

        void hasNoNews(int options) {
            assertThat(parent.unrecorded(WAIT4, pid, 0, options | WNOHANG, 0)).isZero();
        }

        /** The fields of siginfo_t that waitid writes: signo, errno, code, whether it is the process, uid, status. */
        int[] info(int which, long id, int options) {
            long info = parent.alloc(128);
            assertThat(parent.unrecorded(WAITID, which, id, info, options, 0)).isZero();
            int told = parent.intAt(info + 16);
            return new int[] {
                parent.intAt(info), parent.intAt(info + 4), parent.intAt(info + 8), told == pid ? 1 : told,
                parent.intAt(info + 20), parent.intAt(info + 24)
            };
        }

        void writes() {
            parent.ok(WRITE, writeEnd, parent.bytes(new byte[] {1, 2, 3, 4}), 4);
        }
    }

    private static int stopped(int signo) {
        return signo << 8 | 0x7f;
    }

    @ConformanceTest
    void aProcessThatStopsItselfGoesOn(Scenario s) {
        Task parent = s.task();
        Task child = parent.process();
        long pid = child.unrecorded(GETPID);
        Pending raise = child.kernelTask().submit(KILL.nr(), pid, SIGSTOP);
        long status = parent.cell(0);
        assertThat(parent.unrecorded(WAIT4, pid, status, WUNTRACED, 0)).isEqualTo(pid);
        assertThat(parent.intAt(status)).isEqualTo(stopped(SIGSTOP));
        assertThat(raise.isDone()).isFalse();
        assertThat(parent.unrecorded(KILL, pid, SIGCONT)).isZero();
        assertThat(parent.unrecorded(WAIT4, pid, status, WCONTINUED, 0)).isEqualTo(pid);
        assertThat(parent.intAt(status)).isEqualTo(CONTINUED);
        assertThat(raise.await()).isZero();
        assertThat(child.unrecorded(GETPID)).isEqualTo(pid);
    }

    @ConformanceTest
    void everyStopSignalStopsAndACallGoesOn(Scenario s) {
        Reader reader = Reader.start(s);
        for (int signo : new int[] {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU}) {
            reader.isStoppedBy(signo);
            reader.hasNoNews(WUNTRACED | WCONTINUED);
            reader.kill(SIGCONT);
            assertThat(reader.await(WUNTRACED | WCONTINUED)).isEqualTo(CONTINUED);
            reader.hasNoNews(WUNTRACED | WCONTINUED);
            reader.read().staysBlocked();
        }
        reader.writes();
        reader.read().returns(4);
    }

    @ConformanceTest
    void whatComesWhileStoppedWaits(Scenario s) {
        Reader reader = Reader.start(s);
        reader.isStoppedBy(SIGSTOP);
        reader.writes();
        reader.kill(SIGALRM);
        reader.hasNoNews(WUNTRACED);
        assertThat(reader.read().isDone()).isFalse();
        reader.kill(SIGCONT);
        assertThat(reader.await(0)).isEqualTo(SIGALRM);
    }

    @ConformanceTest
    void sigkillEndsAStoppedProcess(Scenario s) {
        Reader reader = Reader.start(s);
        reader.isStoppedBy(SIGSTOP);
        reader.kill(SIGKILL);
        assertThat(reader.await(WUNTRACED)).isEqualTo(SIGKILL);
        assertThat(reader.parent().unrecorded(WAIT4, reader.pid(), 0, 0, 0)).isEqualTo(ECHILD.negated());
    }

    @ConformanceTest
    void aSecondStopIsNoNews(Scenario s) {
        Reader reader = Reader.start(s);
        reader.isStoppedBy(SIGSTOP);
        reader.kill(SIGSTOP);
        reader.hasNoNews(WUNTRACED);
        reader.kill(SIGCONT);
        // The SIGCONT has undone the stop that was pending, too.
        assertThat(reader.await(WUNTRACED | WCONTINUED)).isEqualTo(CONTINUED);
        reader.read().staysBlocked();
    }

    @ConformanceTest
    void aStopThatNobodyHasSeenIsForgottenOnSigcont(Scenario s) {
        Reader reader = Reader.start(s);
        reader.kill(SIGSTOP);
        assertThat(reader.info(P_PID, reader.pid(), WSTOPPED | WNOWAIT)[2]).isEqualTo(CLD_STOPPED);
        reader.kill(SIGCONT);
        reader.hasNoNews(WUNTRACED);
        assertThat(reader.await(WCONTINUED)).isEqualTo(CONTINUED);
    }

    @ConformanceTest
    void waitidTellsAsSigchldDoes(Scenario s) {
        Reader reader = Reader.start(s);
        long pid = reader.pid();
        assertThat(reader.info(P_PID, pid, WSTOPPED | WEXITED | WNOHANG)).containsOnly(0);
        reader.kill(SIGTSTP);
        int[] stop = {SIGCHLD, 0, CLD_STOPPED, 1, 0, SIGTSTP};
        assertThat(reader.info(P_PID, pid, WSTOPPED | WNOWAIT)).isEqualTo(stop);
        assertThat(reader.info(P_PGID, pid, WSTOPPED)).isEqualTo(stop);
        assertThat(reader.info(P_PID, pid, WSTOPPED | WNOHANG)).containsOnly(0);
        reader.kill(SIGCONT);
        int[] goOn = {SIGCHLD, 0, CLD_CONTINUED, 1, 0, SIGCONT};
        assertThat(reader.info(P_PID, pid, WCONTINUED | WNOWAIT)).isEqualTo(goOn);
        assertThat(reader.info(P_PID, pid, WCONTINUED | WSTOPPED)).isEqualTo(goOn);
        reader.kill(SIGKILL);
        int[] end = {SIGCHLD, 0, CLD_KILLED, 1, 0, SIGKILL};
        assertThat(reader.info(P_PID, pid, WEXITED | WNOWAIT)).isEqualTo(end);
        assertThat(reader.parent().unrecorded(WAITID, P_PID, pid, 0, WSTOPPED | WNOHANG, 0))
                .isEqualTo(ECHILD.negated());
        assertThat(reader.info(P_PID, pid, WEXITED)).isEqualTo(end);
        assertThat(reader.parent().unrecorded(WAITID, P_PID, pid, 0, WEXITED, 0)).isEqualTo(ECHILD.negated());
    }

    @ConformanceTest
    void waitidChecksItsArguments(Scenario s) {
        Task t = s.task();
        t.fails(EINVAL, WAITID, P_ALL, 0, 0, 0, 0);
        t.fails(EINVAL, WAITID, P_ALL, 0, 0, WNOHANG, 0);
        t.fails(EINVAL, WAITID, P_ALL, 0, 0, WEXITED | 0x10, 0);
        t.fails(EINVAL, WAITID, P_PID, 0, 0, WEXITED, 0);
        t.fails(EINVAL, WAITID, P_PID, -1, 0, WEXITED, 0);
        t.fails(EINVAL, WAITID, P_PGID, -1, 0, WEXITED, 0);
        t.fails(EINVAL, WAITID, P_PIDFD, -1, 0, WEXITED, 0);
        t.fails(EBADF, WAITID, P_PIDFD, 99, 0, WEXITED, 0);
        t.fails(EINVAL, WAITID, 4, 1, 0, WEXITED, 0);
        t.fails(EINVAL, WAIT4, -1, 0, WEXITED, 0);
    }
}
