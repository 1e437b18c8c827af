package org.jernel.syscall;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jernel.syscall.tbl.Abi;
import org.jernel.syscall.tbl.SyscallTables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.syscall.Tables.definition;
import static org.jernel.syscall.Tables.returning;
import static org.jernel.syscall.Tables.syscall;
import static org.jernel.syscall.Tables.throwing;

class SyscallTableTest {

    private static final long ENOSYS = -38;

    private final RecordingEvents events = new RecordingEvents();

    @Test
    void callReachesTheHandlerOfItsRowWithAllSixRegisters() {
        SyscallTable table = table("0 common read sys_read\n9 64 mmap sys_mmap", definition(
                "mmap", 6, (a0, a1, a2, a3, a4, a5) -> a0 * 100000 + a1 * 10000 + a2 * 1000 + a3 * 100 + a4 * 10 + a5));

        assertThat(table.syscall(9, 1, 2, 3, 4, 5, 6)).isEqualTo(123456);
    }

    @ParameterizedTest
    @CsvSource({
        "5 common fstat sys_newfstat, newfstat, 5",
        "5 common fstat __x64_sys_newfstat, newfstat, 5",
        "57 common fork stub_fork, fork, 57",
        "57 common fork __x64_sys_fork/ptregs, fork, 57",
        "166 common umount2 sys_umount, umount, 166",
        "428    common  myTest sys_myTest, myTest, 428",
        "548 common mine sys_mine, mine, 548",
    })
    void rowBindsByItsEntryPoint(String row, String name, int nr) {
        SyscallTable table = table(row, returning(name, 7));

        assertThat(syscall(table, nr)).isEqualTo(7);
        assertThat(table.nrToMeta(nr)).isNotNull().extracting(SyscallMetadata::name).isEqualTo(name);
        assertThat(events.unbound).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5 common read",
                "5 common read -",
                "5 common read sys_ni_syscall",
                "5 common read sys_write",
                "5 common read compat_sys_read",
                "5 x32 read sys_read",
                "5 i386 read sys_read",
            })
    void definitionThatNoNativeRowCallsForIsReported(String row) {
        SyscallTable table = table(row, returning("read", 7));

        assertThat(events.unbound).containsExactly("read");
        assertThat(syscall(table, 5)).isEqualTo(ENOSYS);
    }

    @Test
    void oneDefinitionServesEveryRowThatNamesIt() {
        SyscallTable table = table("1 common a sys_x\n2 common b __x64_sys_x", returning("x", 7));

        assertThat(syscall(table, 1)).isEqualTo(7);
        assertThat(syscall(table, 2)).isEqualTo(7);
    }

    @Test
    void secondDefinitionOfANameIsRefusedAndBothAreNamed() {
        SyscallTable.Builder builder = SyscallTable.builder(Tables.file(""), events)
                .define(List.of(returning("read", 1)));
        SyscallDefinition other = new SyscallDefinition(
                returning("read", 2).metadata(), (a0, a1, a2, a3, a4, a5) -> 2, Support.FULL, "Others.read");

        assertThatThrownBy(() -> builder.define(List.of(other)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("system call read is defined twice: by Tests.read and by Others.read");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 4, 1000, 0x4000_0000L, 0x4000_0003L, 0xffff_ffffL, 1L << 32,
        (1L << 32) + 3, Long.MAX_VALUE})
    void numberOutsideTheTableIsEnosys(long nr) {
        SyscallTable table = table("3 common close sys_close", returning("close", 7));

        assertThat(syscall(table, nr)).isEqualTo(ENOSYS);
        assertThat(table.nrToMeta(nr)).isNull();
        assertThat(table.unimplementedCount(nr)).isEqualTo(1);
        assertThat(events.unimplemented).containsExactly(nr + " null");
    }

    @Test
    void emptyTableHasNoCalls() {
        assertThat(syscall(table(""), 0)).isEqualTo(ENOSYS);
    }

    @Test
    void gapAndRowWithoutHandlerAreEnosysWarnedOfOnceAndCounted() {
        SyscallTable table = table("0 common read sys_read\n3 common close sys_close");

        for (int i = 0; i < 3; i++) {
            assertThat(syscall(table, 0)).isEqualTo(ENOSYS);
        }
        assertThat(syscall(table, 1)).isEqualTo(ENOSYS);

        assertThat(events.unimplemented).containsExactly("0 read", "1 null");
        assertThat(table.unimplementedCount(0)).isEqualTo(3);
        assertThat(table.unimplementedCount(1)).isEqualTo(1);
        assertThat(table.unimplementedCount(2)).isZero();
    }

    @Test
    void countOfUnimplementedCallsIsExactAcrossThreads() throws InterruptedException {
        SyscallTable table = table("0 common read sys_read");
        List<Thread> callers = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 1000; n++) {
                        assertThat(syscall(table, 0)).isEqualTo(ENOSYS);
                    }
                }))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(table.unimplementedCount(0)).isEqualTo(4000);
        assertThat(events.unimplemented).containsExactly("0 read");
    }

    @Test
    void tryingEveryNumberFillsNoMemory() {
        SyscallTable table = table("0 common read sys_read");

        for (long nr = 1; nr < 5000; nr++) {
            assertThat(syscall(table, nr)).isEqualTo(ENOSYS);
        }

        assertThat(events.unimplemented).hasSizeLessThan(SyscallTable.ROOM + 1100);
        assertThat(events.manyUnimplemented).isEqualTo(1);
        assertThat(table.unimplementedTotal()).isEqualTo(4999);
        assertThat(syscall(table, 0)).isEqualTo(ENOSYS);
        assertThat(table.unimplementedCount(0)).isEqualTo(1);
    }

    @Test
    void errnoExceptionBecomesTheResult() {
        SyscallTable table = table("1 common x sys_x", throwing("x", Errno.EINVAL.exception()));

        assertThat(syscall(table, 1)).isEqualTo(-22);
        assertThat(events.oopses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-512, -513, -514, -516, -4095, -4096, Long.MIN_VALUE, Long.MAX_VALUE})
    void anyReturnedValuePassesUntouched(long result) {
        SyscallTable table = table("1 common x sys_x", returning("x", result));

        assertThat(syscall(table, 1)).isEqualTo(result);
    }

    @Test
    void kernelCodeInAnExceptionPassesUntouched() {
        SyscallTable table = table("1 common x sys_x", throwing("x", ErrnoException.of(-KernelErrno.ERESTARTSYS)));

        assertThat(syscall(table, 1)).isEqualTo(-512);
    }

    @Test
    void nonLocalExitPassesThrough() {
        NonLocalExit exit = new NonLocalExit("gone") {};
        SyscallTable table = table("60 common exit sys_exit", definition("exit", 1, (a0, a1, a2, a3, a4, a5) -> {
            throw exit;
        }));

        assertThatThrownBy(() -> syscall(table, 60)).isSameAs(exit);
        assertThat(events.oopses).isEmpty();
    }

    @Test
    void anyOtherExceptionIsAnOops() {
        SyscallTable table = table("1 common x sys_x", throwing("x", new IllegalStateException("broken")));

        assertThat(table.syscall(1, 10, 11, 12, 13, 14, 15)).isEqualTo(RecordingEvents.OOPS_RESULT);
        assertThat(events.oopses)
                .containsExactly("1 x [10, 11, 12, 13, 14, 15] java.lang.IllegalStateException: broken");
    }

    @Test
    void errorOfTheJvmIsAnOops() {
        SyscallTable table = table("1 common x sys_x", definition("x", 0, (a0, a1, a2, a3, a4, a5) -> {
            throw new StackOverflowError();
        }));

        assertThat(syscall(table, 1)).isEqualTo(RecordingEvents.OOPS_RESULT);
        assertThat(events.oopses).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1000, -1})
    void reportOfAnUnimplementedCallThatFailsIsAnOops(long nr) {
        FailingEvents failing = new FailingEvents(new IllegalStateException("log"), Errno.EIO.negated());
        SyscallTable table = SyscallTable.builder(Tables.file("1 common x sys_x"), failing).build();

        assertThat(syscall(table, nr)).isEqualTo(Errno.EIO.negated());
    }

    @Test
    void reportOfAnOopsThatFailsIsEfault() {
        FailingEvents failing = new FailingEvents(new StackOverflowError(), null);
        SyscallTable table = SyscallTable.builder(Tables.file("1 common x sys_x"), failing)
                .define(List.of(throwing("x", new IllegalStateException("broken"))))
                .build();

        assertThat(syscall(table, 1)).isEqualTo(Errno.EFAULT.negated());
        assertThat(syscall(table, 1000)).isEqualTo(Errno.EFAULT.negated());
    }

    @Test
    void taskThatAnOopsEndsPassesThrough() {
        NonLocalExit exit = new NonLocalExit("killed") {};
        SyscallTable table = SyscallTable.builder(Tables.file("1 common x sys_x"), new FailingEvents(exit, null))
                .define(List.of(throwing("x", new IllegalStateException("broken"))))
                .build();

        assertThatThrownBy(() -> syscall(table, 1)).isSameAs(exit);
    }

    @Test
    void namesAndNumbersLeadToEachOther() {
        SyscallTable table = SyscallTable.builder(SyscallTables.defaultTable(), events)
                .define(List.of(returning("newfstat", 0)))
                .build();

        assertThat(table.nameToNr("socket")).isEqualTo(41);
        assertThat(table.nameToNr("myTest")).isEqualTo(428);
        assertThat(table.nameToNr("fstat")).isEqualTo(5);
        assertThat(table.nameToNr("newfstat")).isEqualTo(5);
        assertThat(table.nameToNr("ioctl")).isEqualTo(16);
        assertThat(table.nameToNr("socketcall")).isEqualTo(-1);
        assertThat(table.nrToMeta(5)).isNotNull();
        assertThat(table.nrToMeta(41)).isNull();
    }

    @Test
    void rowsSayWhatIsSupported() {
        SyscallDefinition partial = new SyscallDefinition(
                returning("fcntl", 0).metadata(),
                returning("fcntl", 0).stub(),
                Support.partial("no locks"),
                "Files.fcntl");
        SyscallTable table = table("""
                0 common read sys_read
                72 common fcntl sys_fcntl
                134 64 uselib
                514 x32 ioctl compat_sys_ioctl
                """, returning("read", 0), partial);

        assertThat(table.rows()).containsExactly(
                new SyscallRow(0, Abi.COMMON, "read", "sys_read", "Tests.read", Support.FULL),
                new SyscallRow(72, Abi.COMMON, "fcntl", "sys_fcntl", "Files.fcntl", Support.partial("no locks")),
                new SyscallRow(134, Abi.NATIVE_64, "uselib", null, null, Support.MISSING),
                new SyscallRow(514, Abi.X32, "ioctl", "compat_sys_ioctl", null, Support.MISSING));
    }

    /** A kernel that cannot even report: its oopses fail too, unless they have a result. */
    private record FailingEvents(Throwable failure, @Nullable Long oopsResult) implements SyscallEvents {

        @Override
        public void unimplemented(long nr, @Nullable String name) {
            fail();
        }

        @Override
        public void manyUnimplemented() {
            fail();
        }

        @Override
        public long oops(long nr, @Nullable SyscallMetadata metadata, long[] args, Throwable cause) {
            if (oopsResult == null) {
                fail();
            }
            return Objects.requireNonNull(oopsResult);
        }

        @Override
        public void unbound(SyscallDefinition definition) {}

        private void fail() {
            switch (failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(failure);
            }
        }
    }

    private SyscallTable table(String rows, SyscallDefinition... definitions) {
        return SyscallTable.builder(Tables.file(rows), events)
                .define(List.of(definitions))
                .build();
    }
}
