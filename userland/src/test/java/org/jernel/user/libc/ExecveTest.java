package org.jernel.user.libc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.task.Signal;
import org.jernel.user.Machine;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a program keeps and loses by executing another. Linux 6.18 was seen to keep and lose the same with a C program that
 * executes itself: the judge cannot execute anything on the host, as its tasks are threads of the judge.
 */
final class ExecveTest {

    private static final int SIGUSR1 = Signal.SIGUSR1.number();
    private static final int SIGUSR2 = Signal.SIGUSR2.number();

    /** Runs {@code before} and then the file /bin/after. */
    private static String execute(Program before, Program after) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.kernel().get(ProgramFormat.class).install("/bin/after", () -> after);
            assertThat(machine.run(before, "before")).isZero();
            return machine.terminal().screen();
        }
    }

    @Test
    void theTaskStaysAndItsProgramGoes() throws InterruptedException {
        List<Integer> pids = new ArrayList<>();
        String screen = execute(
                (Libc libc, List<String> argv) -> {
                    pids.add(libc.getpid());
                    libc.chdir("/tmp");
                    libc.umask(027);
                    long heap = libc.malloc(100);
                    libc.storeLong(heap, 42);
                    return libc.execve("/bin/after", List.of("name", "one", ""), List.of("A=1"));
                },
                (Libc libc, List<String> argv) -> {
                    pids.add(libc.getpid());
                    libc.printf("%s %s %s %o ", argv, libc.environ(), libc.getcwd(), libc.umask(0));
                    libc.printf("%s", libc.readFile("/proc/self/comm"));
                    return libc.loadLong(libc.malloc(100)) == 0 ? 0 : 1;
                });
        assertThat(screen).isEqualTo("[name, one, ] [A=1] /tmp 27 after\n");
        assertThat(pids.getFirst()).isEqualTo(pids.getLast());
    }

    @Test
    void handlersGoIgnoredAndBlockedAndPendingSignalsStay() throws InterruptedException {
        String screen = execute(
                (Libc libc, List<String> argv) -> {
                    libc.signal(SIGUSR1, SignalHandler.IGNORE);
                    libc.signal(SIGUSR2, signo -> libc.printf("never"));
                    libc.signal(Signal.SIGTERM.number(), signo -> libc.execve("/bin/after", List.of("x"), List.of()));
                    return libc.kill(libc.getpid(), Signal.SIGTERM.number());
                },
                (Libc libc, List<String> argv) -> {
                    libc.kill(libc.getpid(), SIGUSR1);
                    // What executed this was the handler of SIGTERM, which is blocked in it.
                    libc.kill(libc.getpid(), Signal.SIGTERM.number());
                    libc.printf("alive\n");
                    int child = libc.clone(own -> own.kill(own.getpid(), SIGUSR2));
                    libc.printf("%d\n", libc.waitpid(child, 0).signal());
                    return 0;
                });
        assertThat(screen).isEqualTo("alive\n" + SIGUSR2 + "\n");
    }

    @Test
    void descriptorsStayUnlessTheyAreToBeClosed() throws InterruptedException {
        String screen = execute(
                (Libc libc, List<String> argv) -> {
                    int kept = libc.open("/dev/null", Libc.O_RDONLY);
                    int lost = libc.open("/dev/null", Libc.O_RDONLY | Libc.O_CLOEXEC);
                    return libc.execve("/bin/after", List.of("x", "" + kept, "" + lost), List.of());
                },
                (Libc libc, List<String> argv) -> {
                    boolean kept = libc.fstat(Integer.parseInt(argv.get(1))) != null;
                    boolean lost = libc.fstat(Integer.parseInt(argv.get(2))) == null;
                    libc.printf("%s %s", kept, lost);
                    return 0;
                });
        assertThat(screen).isEqualTo("true true");
    }

    @Test
    void whatFailsChangesNothing() throws InterruptedException {
        String screen = execute(
                (Libc libc, List<String> argv) -> {
                    int lost = libc.open("/dev/null", Libc.O_RDONLY | Libc.O_CLOEXEC);
                    int failed = libc.execve("/bin/none", List.of("x"), List.of());
                    libc.printf("%d %s %s ", failed, libc.strerror(libc.errno()), libc.fstat(lost) != null);
                    libc.printf("%s", libc.readFile("/proc/self/comm"));
                    return 0;
                },
                (libc, argv) -> 1);
        assertThat(screen).isEqualTo("-1 No such file or directory true before\n");
    }

    /** Nothing of the old program may reach the kernel on its way out, not even what closes its descriptors. */
    @Test
    void theOldProgramMakesNoCallAnyMore() throws InterruptedException {
        String screen = execute(
                (Libc libc, List<String> argv) -> {
                    try {
                        return libc.execve("/bin/after", List.of("x"), List.of());
                    } finally {
                        libc.printf("never");
                        libc.close(Libc.STDOUT_FILENO);
                    }
                },
                (Libc libc, List<String> argv) -> {
                    libc.printf("after");
                    return 0;
                });
        assertThat(screen).isEqualTo("after");
    }

    @Test
    void aParentSeesTheCodeOfWhatItsChildExecuted() throws InterruptedException {
        String screen = execute(
                (Libc libc, List<String> argv) -> {
                    int child = libc.clone(own -> own.execve("/bin/after", List.of("x"), List.of()));
                    libc.printf("%d", libc.waitpid(child, 0).exitCode());
                    return 0;
                },
                (libc, argv) -> 9);
        assertThat(screen).isEqualTo("9");
    }

    @Test
    void theStackIsLaidOutAsOnLinux() throws InterruptedException {
        String screen = execute(
                (libc, argv) -> libc.execve("/bin/after", List.of("ab", "c"), List.of("E=1", "F=2")),
                (Libc libc, List<String> argv) -> {
                    long start = libc.text.startStack();
                    assertThat(start % 16).isZero();
                    assertThat(libc.loadLong(start)).isEqualTo(2);
                    long first = libc.loadLong(start + 8);
                    assertThat(libc.loadString(first)).isEqualTo("ab");
                    assertThat(libc.loadLong(start + 16)).isEqualTo(first + 3);
                    assertThat(libc.loadLong(start + 24)).isZero();
                    assertThat(libc.loadLong(start + 32)).isEqualTo(first + 5);
                    assertThat(libc.loadLong(start + 48)).isZero();
                    long at = start + 56;
                    while (libc.loadLong(at) != 0) {
                        if (libc.loadLong(at) == 31) {
                            libc.printf("%s", libc.loadString(libc.loadLong(at + 8)));
                        }
                        at += 16;
                    }
                    return 0;
                });
        assertThat(screen).isEqualTo("/bin/after");
    }

    @Test
    void setIdBitsRaiseTheRights() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.kernel().get(ProgramFormat.class).install("/bin/who", () -> (Libc libc, List<String> argv) -> {
                libc.printf("%d/%d ", libc.getuid(), libc.geteuid());
                return 0;
            });
            machine.kernel().get(ProgramFormat.class).install("/bin/asuser", () -> (Libc libc, List<String> argv) -> {
                libc.syscall(libc.syscallNumber("setresuid"), 1000, 1000, 1000);
                return libc.execve(argv.get(1), argv.subList(1, argv.size()), List.of());
            });
            machine.run(new Sh(), "sh", "-c", "asuser /bin/who; chmod 4755 /bin/who; asuser /bin/who");
            assertThat(machine.terminal().screen()).isEqualTo("1000/1000 1000/0 ");
        }
    }
}
