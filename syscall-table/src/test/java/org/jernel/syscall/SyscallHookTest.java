package org.jernel.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.syscall.Tables.definition;
import static org.jernel.syscall.Tables.syscall;

class SyscallHookTest {

    private final RecordingEvents events = new RecordingEvents();
    private final List<String> log = new ArrayList<>();

    private final SyscallTable table = SyscallTable.builder(
            Tables.file("0 common sum sys_sum\n1 common fail sys_fail\n2 common exit sys_exit\n4 common none -"),
            events)
            .define(List.of(
                    definition("sum", 2, (a0, a1, a2, a3, a4, a5) -> {
                        log.add("sum");
                        return a0 + a1;
                    }),
                    definition("fail", 0, (a0, a1, a2, a3, a4, a5) -> {
                        throw Errno.EBADF.exception();
                    }),
                    definition("exit", 0, (a0, a1, a2, a3, a4, a5) -> {
                        throw new NonLocalExit("gone") {};
                    })))
            .build();

    @Test
    void hookSeesTheCallOnItsWayInAndOut() {
        table.addHook(0, logging("h"));

        assertThat(table.syscall(0, 3, 4, 0, 0, 0, 0)).isEqualTo(7);
        assertThat(log).containsExactly("h> 0 sum(3, 4)", "sum", "h< 0 sum = 7");
    }

    @Test
    void hookOfOneNumberDoesNotSeeOthers() {
        table.addHook(1, logging("h"));

        assertThat(syscall(table, 0)).isZero();
        assertThat(log).containsExactly("sum");
    }

    @Test
    void predicatePicksNumbers() {
        table.addHook(nr -> nr != 0, logging("h"));

        assertThat(syscall(table, 0)).isZero();
        assertThat(syscall(table, 1)).isEqualTo(-9);
        assertThat(log).containsExactly("sum", "h> 1 fail(0, 0)", "h< 1 fail = -9");
    }

    @Test
    void hookSeesNumbersWithoutHandler() {
        table.addHook(nr -> true, logging("h"));

        assertThat(syscall(table, 4)).isEqualTo(-38);
        assertThat(syscall(table, 3)).isEqualTo(-38);
        assertThat(log).containsExactly("h> 4 null(0, 0)", "h< 4 null = -38", "h> 3 null(0, 0)", "h< 3 null = -38");
    }

    @Test
    void removedHookSeesNoMore() {
        Registration registration = table.addHook(nr -> true, logging("h"));
        registration.close();
        registration.close();

        assertThat(syscall(table, 0)).isZero();
        assertThat(log).containsExactly("sum");
    }

    @Test
    void removingOneOfTwoEqualRegistrationsLeavesTheOther() {
        SyscallHook hook = logging("h");
        Registration first = table.addHook(0, hook);
        table.addHook(0, hook);
        first.close();
        first.close();

        assertThat(syscall(table, 0)).isZero();
        assertThat(log).containsExactly("h> 0 sum(0, 0)", "sum", "h< 0 sum = 0");
    }

    @Test
    void laterHooksAreInside() {
        table.addHook(0, logging("a"));
        table.addHook(0, logging("b"));

        assertThat(syscall(table, 0)).isZero();
        assertThat(log).containsExactly("a> 0 sum(0, 0)", "b> 0 sum(0, 0)", "sum", "b< 0 sum = 0", "a< 0 sum = 0");
    }

    @Test
    void changedArgumentsReachTheHandler() {
        table.addHook(0, onEnter(frame -> frame.setA(1, 40)));

        assertThat(table.syscall(0, 2, 3, 0, 0, 0, 0)).isEqualTo(42);
    }

    @Test
    void changedResultReachesTheCaller() {
        table.addHook(0, onExit(frame -> frame.setResult(frame.result() * 2)));

        assertThat(table.syscall(0, 2, 3, 0, 0, 0, 0)).isEqualTo(10);
    }

    @Test
    void skippedCallDoesNotReachTheHandlerButTheOtherHooks() {
        table.addHook(0, onEnter(frame -> frame.skip(Errno.ENOMEM.negated())));
        table.addHook(0, logging("h"));

        assertThat(syscall(table, 0)).isEqualTo(-12);
        assertThat(log).containsExactly("h> 0 sum(0, 0)", "h< 0 sum = -12");
    }

    @Test
    void errnoThrownByAHookIsTheResult() {
        table.addHook(0, onEnter(frame -> {
            throw Errno.EINTR.exception();
        }));
        table.addHook(1, onExit(frame -> {
            throw Errno.EIO.exception();
        }));

        assertThat(syscall(table, 0)).isEqualTo(-4);
        assertThat(syscall(table, 1)).isEqualTo(-5);
        assertThat(log).isEmpty();
    }

    @Test
    void brokenHookIsAnOops() {
        table.addHook(0, onEnter(frame -> {
            throw new IllegalStateException("in");
        }));
        table.addHook(1, onExit(frame -> {
            throw new IllegalStateException("out");
        }));

        assertThat(table.syscall(0, 1, 2, 3, 4, 5, 6)).isEqualTo(RecordingEvents.OOPS_RESULT);
        assertThat(syscall(table, 1)).isEqualTo(RecordingEvents.OOPS_RESULT);
        assertThat(events.oopses).containsExactly(
                "0 sum [1, 2, 3, 4, 5, 6] java.lang.IllegalStateException: in",
                "1 fail [0, 0, 0, 0, 0, 0] java.lang.IllegalStateException: out");
    }

    @Test
    void callThatDoesNotReturnHasNoExit() {
        table.addHook(2, logging("h"));

        assertThatThrownBy(() -> syscall(table, 2)).isInstanceOf(NonLocalExit.class);
        assertThat(log).containsExactly("h> 2 exit(0, 0)");
    }

    @Test
    void hookThatIsRemovedDuringACallStillSeesItsExit() {
        AtomicReference<Registration> registration = new AtomicReference<>();
        table.addHook(0, onEnter(frame -> registration.get().close()));
        registration.set(table.addHook(0, logging("h")));

        assertThat(syscall(table, 0)).isZero();
        assertThat(syscall(table, 0)).isZero();
        assertThat(log).containsExactly("h> 0 sum(0, 0)", "sum", "h< 0 sum = 0", "sum");
    }

    @Test
    void hookIsSeenByAThreadThatRunsAlready() throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        Thread caller = Thread.ofPlatform().start(() -> {
            while (seen.getCount() > 0) {
                assertThat(syscall(table, 1)).isEqualTo(-9);
            }
        });

        table.addHook(1, onEnter(frame -> seen.countDown()));

        caller.join();
        assertThat(seen.getCount()).isZero();
    }

    private SyscallHook logging(String label) {
        return new SyscallHook() {
            @Override
            public void enter(SyscallFrame frame) {
                log.add(label + "> " + frame.nr() + " " + name(frame) + "(" + frame.a(0) + ", " + frame.a(1) + ")");
            }

            @Override
            public void exit(SyscallFrame frame) {
                log.add(label + "< " + frame.nr() + " " + name(frame) + " = " + frame.result());
            }
        };
    }

    private static String name(SyscallFrame frame) {
        SyscallMetadata metadata = frame.metadata();
        return metadata == null ? "null" : metadata.name();
    }

    private static SyscallHook onEnter(Consumer<SyscallFrame> action) {
        return new SyscallHook() {
            @Override
            public void enter(SyscallFrame frame) {
                action.accept(frame);
            }
        };
    }

    private static SyscallHook onExit(Consumer<SyscallFrame> action) {
        return new SyscallHook() {
            @Override
            public void exit(SyscallFrame frame) {
                action.accept(frame);
            }
        };
    }
}
