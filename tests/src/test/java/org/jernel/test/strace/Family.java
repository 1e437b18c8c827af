package org.jernel.test.strace;

import java.util.List;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.CloneFunction;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/**
 * A program with children that end, are ended by signals, and execute another: once in C, once as a program of ours.
 *
 * <p>The sleeps leave no doubt of who comes next; which call comes when two are ready is nobody's promise.
 */
final class Family implements Program {

    /** What both of them trace: the C library makes other calls besides. */
    static final String CALLS = "/^(umask|wait4|kill|pause|rmdir|execve|exit_group)$";

    static final String IN_C = """
            #define _GNU_SOURCE
            #include <sched.h>
            #include <signal.h>
            #include <sys/stat.h>
            #include <sys/syscall.h>
            #include <time.h>
            #include <unistd.h>
            static char stack[65536], *words[] = {"true", 0}, *none[] = {0};
            static void rest(int millis) {
                struct timespec time = {0, millis * 1000000};
                nanosleep(&time, 0);
            }
            static int exits(void *unused) {
                rest(60);
                rmdir("/nonexistent");
                syscall(SYS_exit_group, 3);
            }
            static int pauses(void *unused) {
                rest(20);
                pause();
            }
            static int executes(void *unused) {
                rest(60);
                execve("/bin/true", words, none);
            }
            static int child(int (*run)(void *)) {
                return clone(run, stack + sizeof stack, SIGCHLD, 0);
            }
            static int kills(int signo) {
                int pid = child(pauses);
                rest(60);
                kill(pid, signo);
                rest(60);
                return pid;
            }
            static void waits(int pid, int options) {
                int status;
                syscall(SYS_wait4, pid, &status, options, 0);
            }
            int main(void) {
                umask(022);
                child(exits);
                rest(20);
                waits(-1, 0);
                waits(kills(SIGTERM), 0);
                waits(kills(SIGKILL), 0);
                int pid = child(executes);
                rest(20);
                waits(pid, 0);
                waits(-1, 1);
                execve("/bin/true", words, none);
            }
            """;

    private static final long PAUSE = 34;
    private static final long UMASK = 95;
    private static final long EXIT_GROUP = 231;
    private static final int WNOHANG = 1;
    private static final long MILLI = 1_000_000;

    private static void rest(Libc libc, int millis) {
        libc.nanosleep(millis * MILLI);
    }

    private static int exits(Libc own) {
        rest(own, 60);
        own.rmdir("/nonexistent");
        long _ = own.syscall(EXIT_GROUP, 3);
        return 0;
    }

    private static int pauses(Libc own) {
        rest(own, 20);
        long _ = own.syscall(PAUSE);
        return 0;
    }

    private static int executes(Libc own) {
        rest(own, 60);
        return own.execve("/bin/true", List.of("true"), List.of());
    }

    private static int kills(Libc libc, Signal signal) {
        CloneFunction pauses = Family::pauses;
        int pid = libc.clone(pauses);
        rest(libc, 60);
        libc.kill(pid, signal.number());
        rest(libc, 60);
        return pid;
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        long _ = libc.syscall(UMASK, 022);
        libc.clone(Family::exits);
        rest(libc, 20);
        libc.waitpid(-1, 0);
        libc.waitpid(kills(libc, Signal.SIGTERM), 0);
        libc.waitpid(kills(libc, Signal.SIGKILL), 0);
        int pid = libc.clone(Family::executes);
        rest(libc, 20);
        libc.waitpid(pid, 0);
        libc.waitpid(-1, WNOHANG);
        return libc.execve("/bin/true", List.of("true"), List.of());
    }
}
