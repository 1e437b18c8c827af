package org.jernel.user.steer;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.breakpoint.BreakFrame;
import org.jernel.kernel.breakpoint.Breakpoint;
import org.jernel.kernel.breakpoint.Breakpoints;
import org.jernel.kernel.stacktrace.KernelFrame;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.tbl.SyscallTableParser;
import org.jernel.user.Machine;
import org.jernel.user.bin.Gdb;
import org.jernel.user.bin.Replyhi;
import org.jernel.user.libc.Libc;
import org.jernel.user.menuos.MenuOs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/** Tasks that stop at breakpoints, what is seen of them there, and how they go on. */
@Timeout(60)
final class BreakpointsTest {

    private static final int WUNTRACED = 2;
    private static final long GETPPID = 110;
    private static final int SOL_SOCKET = 1;
    private static final int SO_DOMAIN = 39;

    private final Machine machine = Machine.boot(KernelConfig.hermetic());
    private final Breakpoints breakpoints = Breakpoints.of(machine.kernel());

    private void awaitStop(Task task) {
        while (breakpoints.stops().stream().noneMatch(stop -> stop.task().equals(task))) {
            LockSupport.parkNanos(1);
        }
    }

    private String gdb(String... argv) throws InterruptedException {
        String before = machine.terminal().screen();
        machine.run(new Gdb(), argv);
        return machine.terminal().screen().substring(before.length());
    }

    private static int sendDatagram(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        int sent = libc.sendto(fd, new byte[7], 0, SockAddrIn.of("127.0.0.1", 9));
        return sent < 0 ? libc.errno() : sent;
    }

    @Test
    void aTaskStopsIsLookedAtAndGoesOn() throws InterruptedException {
        try (machine) {
            assertThat(gdb("break", "udp_sendmsg")).isEqualTo("Breakpoint 1 at udp_sendmsg\n");
            assertThat(gdb("bt")).isEqualTo("bt: no task stands at a breakpoint\n");
            assertThat(gdb("info", "args")).isEqualTo("info: no task stands at a breakpoint\n");
            assertThat(gdb("info", "stopped")).isEmpty();
            Task sender = machine.start((libc, argv) -> sendDatagram(libc), "sender");
            awaitStop(sender);
            String stop = "Breakpoint 1, udp_sendmsg (sock=1, size=7, flags=0) in sender[%d]".formatted(sender.pid());
            assertThat(gdb("info", "stopped").strip()).isEqualTo(stop);
            assertThat(gdb("bt").lines().map(line -> line.replaceAll(" \\(\\).*", "")))
                    .containsExactly(stop, "#0  udp_sendmsg", "#1  inet_sendmsg", "#2  sock_sendmsg",
                            "#3  __sys_sendto",
                            "#4  __x64_sys_sendto", "#5  do_syscall_64");
            assertThat(gdb("info", "args")).contains("sock = 1\nsize = 7\nflags = 0");
            assertThat(machine.kernel().printk().records()).extracting(Object::toString)
                    .anySatisfy(line -> assertThat(line).contains(stop));
            assertThat(gdb("continue")).isEmpty();
            assertThat(sender.join()).isEqualTo(7 << 8);
            assertThat(gdb("delete", "1")).isEmpty();
            assertThat(gdb("info", "breakpoints")).isEqualTo("No breakpoints.\n");
            assertThat(machine.kernel().probes().isOff()).isTrue();
        }
    }

    @Test
    void tasksCanStopAtEveryCallThatKallsymsTells() {
        try (machine) {
            List<String> calls = machine.kernel().symbols().kallsyms().text(true).lines()
                    .map(line -> line.replaceFirst("\\S+ \\S ", ""))
                    .filter(name -> name.startsWith("__x64_sys_"))
                    .toList();
            assertThat(calls).contains("__x64_sys_socket").allSatisfy(name -> breakpoints.add(name, _ -> {}));
        }
    }

    @Test
    void argumentsAndResultsAreChanged() throws InterruptedException {
        try (machine) {
            gdb("break", "sys_sendto");
            Task sender = machine.start((libc, argv) -> sendDatagram(libc), "sender");
            awaitStop(sender);
            assertThat(gdb("set", "arg", "2", "=", "5")).isEmpty();
            assertThat(gdb("info", "args")).contains("len = 5");
            gdb("finish");
            while (breakpoints.stops().stream().noneMatch(stop -> stop.frame().hasReturned())) {
                LockSupport.parkNanos(1);
            }
            assertThat(gdb("info", "stopped")).contains("Value returned is 5, __x64_sys_sendto (fd=");
            gdb("return", "-EPERM");
            assertThat(sender.join()).isEqualTo(Errno.EPERM.number() << 8);
            Task next = machine.start((libc, argv) -> sendDatagram(libc), "next");
            awaitStop(next);
            gdb("return", "6", Integer.toString(next.pid()));
            assertThat(next.join()).isEqualTo(6 << 8);
        }
    }

    /** What the lab does: the service makes socket, bind, listen and accept. */
    @Test
    void breakSysSocketcallStopsTheLabAtEachOfItsCalls() throws InterruptedException {
        try (machine) {
            assertThat(gdb("break", "sys_socketcall")).isEqualTo("Breakpoint 1 at sys_socketcall\n");
            assertThat(gdb("info", "breakpoints")).contains("1       sys_socketcall  ",
                    "\n1.1     __x64_sys_socket\n",
                    "\n1.18    __x64_sys_sendmmsg\n");
            Task service = machine.start(new Replyhi(), "replyhi");
            List<String> calls = new ArrayList<>();
            for (String call : List.of("socket", "bind", "listen", "accept")) {
                while (breakpoints.stops().stream().noneMatch(
                        stop -> stop.frame().function().equals("__x64_sys_" + call))) {
                    LockSupport.parkNanos(1);
                }
                calls.add(gdb("bt").lines().skip(1).findFirst().orElse(""));
                gdb("continue");
            }
            assertThat(calls).containsExactly("#0  __x64_sys_socket ()", "#0  __x64_sys_bind ()",
                    "#0  __x64_sys_listen ()", "#0  __x64_sys_accept ()");
            service.sendSignal(Signal.SIGKILL.number());
            service.join();
            assertThat(breakpoints.list()).singleElement().matches(each -> each.hits() == 4, "was met four times");
            gdb("delete");
        }
    }

    @Test
    void aTableThatHasSocketcallStopsThere() throws InterruptedException, IOException {
        String table =
                "102 common socketcall sys_socketcall\n41 common socket sys_socket\n231 common exit_group sys_exit_group\n";
        try (machine; Machine lab = Machine.boot(KernelConfig.hermetic()
                .withSyscallTable(SyscallTableParser.parse("syscall_lab.tbl", new StringReader(table))))) {
            List<List<BreakFrame.Argument>> met = new ArrayList<>();
            Breakpoints.of(lab.kernel()).add("sys_socketcall", frame -> met.add(frame.args()));
            assertThat(lab.run((libc, argv) -> libc.syscall(102, 99, 0) == -1 ? libc.errno() : 0, "lab"))
                    .isEqualTo(Errno.EINVAL.number() << 8);
            assertThat(met).containsExactly(
                    List.of(new BreakFrame.Argument("call", 99), new BreakFrame.Argument("args", 0)));
        }
    }

    @Test
    void btShowsAnyTask() throws InterruptedException {
        try (machine) {
            Task sleeper = machine.start((libc, argv) -> libc.read(0, new byte[1]), "sleeper");
            while (!gdb("bt", Integer.toString(sleeper.pid())).startsWith("#0  schedule_timeout ()\n")) {
                LockSupport.parkNanos(1);
            }
            assertThat(gdb("bt", Integer.toString(sleeper.pid())).lines())
                    .contains("#1  vfs_read ()").last().asString().matches("#\\d+ +do_syscall_64 \\(\\)");
            sleeper.sendSignal(Signal.SIGKILL.number());
            sleeper.join();
            assertThat(gdb("bt", Integer.toString(sleeper.pid())))
                    .isEqualTo("bt: " + sleeper.pid() + ": No such process\n");
            assertThat(gdb("bt", "x")).isEqualTo("bt: 'x' is no number\n");
            assertThat(gdb("bt", "1", "2")).isEqualTo("usage: bt [PID]\n");
            gdb("break", "getppid");
            Task one = machine.start((libc, argv) -> (int) libc.syscall(GETPPID), "one");
            Task other = machine.start((libc, argv) -> (int) libc.syscall(GETPPID), "other");
            awaitStop(one);
            awaitStop(other);
            assertThat(gdb("bt", Integer.toString(other.pid())))
                    .startsWith("Breakpoint 1, __x64_sys_getppid () in other[")
                    .contains("#0  __x64_sys_getppid ()").doesNotContain("in one[");
            gdb("delete");
        }
    }

    @Test
    void aStoppedTaskIsKilledAndItsParentIsToldOfTheStop() throws InterruptedException {
        try (machine; Breakpoint _ = breakpoints.add("getppid")) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                int child = libc.clone(task -> (int) task.syscall(GETPPID));
                assertThat(libc.waitpid(child, WUNTRACED).status()).isEqualTo(Signal.SIGTRAP.number() << 8 | 0x7f);
                libc.kill(child, Signal.SIGKILL.number());
                assertThat(libc.waitpid(child, WUNTRACED).signal()).isEqualTo(Signal.SIGKILL.number());
                return 0;
            }, "parent");
            assertThat(status).isZero();
            assertThat(breakpoints.stops()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"SIGKILL", "SIGTERM"})
    void whoIsKilledWhereHeStandsDoesNotMakeTheCall(Signal signal) throws InterruptedException {
        try (machine; Breakpoint _ = breakpoints.add("mkdir")) {
            Task task = machine.start((libc, argv) -> libc.mkdir("/tmp/ghost", 0700), "ghost");
            awaitStop(task);
            task.sendSignal(signal.number());
            assertThat(task.join()).isEqualTo(signal.number());
            assertThat(machine.run((libc, argv) -> libc.access("/tmp/ghost", 0) < 0 ? libc.errno() : 0, "look"))
                    .isEqualTo(Errno.ENOENT.number() << 8);
        }
    }

    @Test
    void aProgramIsNoDebuggerByItsName() throws InterruptedException {
        try (machine) {
            machine.terminal().type(
                    "cp /bin/uname /tmp/info", "cp /bin/bt /tmp/uname", "break sys_newuname",
                    "/tmp/info");
            Task shell = machine.start(new MenuOs(), "menuos");
            while (breakpoints.stops().isEmpty()) {
                LockSupport.parkNanos(1);
            }
            assertThat(breakpoints.stops().getFirst().task().comm()).isEqualTo("info");
            assertThat(gdb("info", "stopped")).contains("__x64_sys_newuname (");
            machine.terminal().type("delete", "wait", "break sys_openat", "/tmp/uname", "quit").end();
            assertThat(shell.join()).isZero();
        }
    }

    @Test
    void javaCodeSeesDebuggersToo() throws InterruptedException {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (machine; Breakpoint _ = breakpoints.add("read", _ -> seen.add(Task.current().comm()))) {
            gdb("info", "stopped");
            assertThat(seen).contains("info");
        }
    }

    @Test
    void aKernelClosesWithATaskThatStands() {
        try (machine) {
            breakpoints.add("sys_getppid");
            awaitStop(machine.start((libc, argv) -> (int) libc.syscall(GETPPID), "stopped"));
        }
        assertThat(machine.kernel().tasks().list()).isEmpty();
    }

    @Test
    void javaCodeIsCalledWithTheFrame() throws InterruptedException {
        AtomicInteger met = new AtomicInteger();
        try (machine; Breakpoint breakpoint = breakpoints.add("sock_sendmsg", frame -> {
            met.incrementAndGet();
            assertThat(frame.args()).contains(new BreakFrame.Argument("size", 7));
            assertThat(frame.backtrace()).extracting(KernelFrame::function).startsWith("sock_sendmsg", "__sys_sendto");
            frame.setResult(Errno.EIO.negated());
        })) {
            assertThat(machine.run((libc, argv) -> sendDatagram(libc), "sender")).isEqualTo(Errno.EIO.number() << 8);
            assertThat(breakpoint.hits()).isEqualTo(1);
        }
        assertThat(met).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "break nosuch       | nosuch is neither a system call of the table nor a function of this kernel",
        "break htons        | htons is an inline function, which has no place to stop at",
        "break ip_rcv       | ip_rcv runs in softirq context",
        "break              | usage: break SYMBOL",
        "delete 9           | no breakpoint number 9",
        "delete x           | 'x' is no number",
        "continue           | no task stands at a breakpoint",
        "continue 77        | task 77 stands at no breakpoint",
        "info nothing       | usage: info",
        "set arg 1 2        | usage: set",
        "set arg 0 = 1      | no task stands at a breakpoint",
        "finish             | no task stands at a breakpoint",
        "finish x           | 'x' is no number",
        "info args all      | usage: info",
        "break sys_         | sys_ is neither a system call",
        "break __x64_sys_no | __x64_sys_no is neither a system call",
        "return x           | no task stands"})
    void whatCannotBeIsRefusedAndWhy(String line, String reason) throws InterruptedException {
        try (machine) {
            assertThat(gdb(line.split(" "))).contains(reason).hasLineCount(1);
            assertThat(breakpoints.list()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "set arg 9 = 1      | __x64_sys_sendto has no argument 9",
        "set arg x = 1      | 'x' is no number",
        "set arg -1 = 1     | '-1' is no number",
        "set arg 2 = y      | 'y' is neither a number nor an errno",
        "return             | usage: return VALUE",
        "return soon        | 'soon' is neither a number nor an errno",
        "return -EWHAT      | '-EWHAT' is neither",
        "continue 77        | task 77 stands at no breakpoint"})
    void aStoppedTaskStaysAsItIsWhereAChangeIsRefused(String line, String reason) throws InterruptedException {
        try (machine) {
            gdb("break", "sys_sendto");
            Task sender = machine.start((libc, argv) -> sendDatagram(libc), "sender");
            awaitStop(sender);
            String before = gdb("info", "args");
            assertThat(gdb(line.split(" "))).contains(reason).hasLineCount(1);
            assertThat(gdb("info", "args")).isEqualTo(before).contains("len = 7");
            gdb("continue");
            assertThat(sender.join()).isEqualTo(7 << 8);
        }
    }

    @Test
    void aSignalThatDoesNotEndItLeavesATaskWhereItStands() throws InterruptedException {
        try (machine) {
            gdb("break", "sys_getppid");
            Task task = machine.start((libc, argv) -> {
                libc.signal(Signal.SIGUSR1.number(), signo -> libc.printf("handled\n"));
                return (int) libc.syscall(GETPPID);
            }, "stopped");
            awaitStop(task);
            task.sendSignal(Signal.SIGUSR1.number());
            task.sendSignal(Signal.SIGTSTP.number());
            task.sendSignal(Signal.SIGCONT.number());
            assertThat(gdb("bt")).contains("#0  __x64_sys_getppid ()");
            gdb("delete");
            gdb("continue");
            assertThat(task.join()).isZero();
            assertThat(machine.terminal().screen()).contains("handled\n");
        }
    }

    /** Makes a datagram socket. Returns its family. */
    private static int makeSocket(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        if (fd < 0) {
            return libc.errno();
        }
        return libc.getsockopt(fd, SOL_SOCKET, SO_DOMAIN);
    }

    @Test
    void aNumberThatAFunctionIsCalledWithCanBeChanged() throws InterruptedException {
        try (machine) {
            gdb("break", "sock_create");
            Task task = machine.start((libc, argv) -> makeSocket(libc), "maker");
            awaitStop(task);
            assertThat(gdb("set", "arg", "0", "=", "1")).isEmpty();
            breakpoints.stop(task.pid()).frame().setArg(0, AF_INET6);
            assertThat(gdb("info", "args")).contains("family = 10\ntype = 2\n");
            assertThat(gdb("set", "arg", "3", "=", "1")).isEqualTo("set: sock_create has no argument 3\n");
            gdb("delete");
            gdb("continue");
            assertThat(task.join()).isEqualTo(AF_INET6 << 8);
        }
    }

    @Test
    void anObjectThatAFunctionIsCalledWithStays() throws InterruptedException {
        try (machine) {
            gdb("break", "udp_sendmsg");
            Task sender = machine.start((libc, argv) -> sendDatagram(libc), "sender");
            awaitStop(sender);
            String before = gdb("info", "args");
            for (String index : List.of("0", "1", "2")) {
                assertThat(gdb("set", "arg", index, "=", "3")).contains("of udp_sendmsg is an object");
            }
            assertThat(gdb("info", "args")).isEqualTo(before);
            gdb("continue");
            assertThat(sender.join()).isEqualTo(7 << 8);
        }
    }

    @Test
    void aFunctionThatMakesAnObjectIsGivenAnErrorOnly() throws InterruptedException {
        try (machine) {
            gdb("break", "sock_create");
            Task task = machine.start((libc, argv) -> makeSocket(libc), "maker");
            awaitStop(task);
            assertThat(gdb("return", "3")).contains("sock_create returns an object");
            gdb("return", "-ENOBUFS");
            assertThat(task.join()).isEqualTo(Errno.ENOBUFS.number() << 8);
        }
    }

    @Test
    void theShellGoesOnWhileItsProgramStands() throws InterruptedException {
        try (machine) {
            machine.terminal().type("break sys_getuid", "syscall getuid");
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().awaitText("Stopped  ");
            machine.terminal().type("bt", "continue", "wait", "delete", "quit").end();
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen()).contains("#0  __x64_sys_getuid", "#1  do_syscall_64");
            assertThat(breakpoints.stops()).isEmpty();
        }
    }

    /** The lab's session: four stops, from the first call of the service on. */
    @Test
    void theServiceOfTheShellStopsAtItsFirstCall() throws InterruptedException {
        try (machine) {
            machine.terminal().type("break sys_socketcall", "replyhi");
            Task shell = machine.start(new MenuOs(), "menuos");
            for (String call : List.of("socket", "bind", "listen", "accept")) {
                while (breakpoints.stops().stream().noneMatch(
                        stop -> stop.frame().function().equals("__x64_sys_" + call))) {
                    LockSupport.parkNanos(1);
                }
                machine.terminal().type("continue");
            }
            machine.terminal().type("delete", "replyhi stop", "quit").end();
            assertThat(shell.join()).isZero();
        }
    }

    @Test
    void whoSetsThemIsNotStopped() throws InterruptedException {
        try (machine) {
            for (String call : List.of("sys_openat", "sys_write", "sys_read", "sys_close", "sys_wait4")) {
                assertThat(gdb("break", call)).contains("__x64_" + call);
            }
            assertThat(gdb("info", "breakpoints")).contains("__x64_sys_wait4");
        }
    }
}
