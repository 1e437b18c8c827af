package org.jernel.test.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jernel.syscall.Support;
import org.jernel.syscall.SyscallDefinition;
import org.jernel.syscall.SyscallEvents;
import org.jernel.syscall.SyscallHandler;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;
import org.jernel.syscall.SyscallTable;
import org.jernel.syscall.tbl.Abi;
import org.jernel.syscall.tbl.SyscallTableFile;
import org.jernel.syscall.tbl.SyscallTableRow;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a number to a handler that adds, and back; unhooked, hooked, and beside a direct call of the handler. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBenchmark {

    private static final int PLAIN = 0;
    private static final int HOOKED = 1;

    private final SyscallHandler handler = (a0, a1, a2, a3, a4, a5) -> a0 + a5;
    private final SyscallTable table = table(List.of("plain", "hooked"));

    public DispatchBenchmark() {
        var _ = table.addHook(HOOKED, new SyscallHook() {});
    }

    @Benchmark
    public long directCall() {
        return handler.call(1, 2, 3, 4, 5, 6);
    }

    @Benchmark
    public long throughTheTable() {
        return table.syscall(PLAIN, 1, 2, 3, 4, 5, 6);
    }

    @Benchmark
    public long throughTheTableWithAHook() {
        return table.syscall(HOOKED, 1, 2, 3, 4, 5, 6);
    }

    private SyscallTable table(List<String> names) {
        SyscallTable.Builder builder = SyscallTable.builder(
                new SyscallTableFile("benchmark", names.stream().map(name -> row(names.indexOf(name), name)).toList()),
                new Failing());
        return builder.define(names.stream().map(this::definition).toList()).build();
    }

    private static SyscallTableRow row(int number, String name) {
        return new SyscallTableRow(number + 1, number, Abi.COMMON, name, "sys_" + name, null, false);
    }

    private SyscallDefinition definition(String name) {
        SyscallMetadata metadata = new SyscallMetadata(name, 0, List.of(), List.of());
        return new SyscallDefinition(metadata, handler, Support.FULL, "DispatchBenchmark");
    }

    private static final class Failing implements SyscallEvents {

        @Override
        public void unimplemented(long nr, @Nullable String name) {
            throw new IllegalStateException("no handler for " + nr);
        }

        @Override
        public void manyUnimplemented() {
            throw new IllegalStateException("many numbers without a handler");
        }

        @Override
        public long oops(long nr, @Nullable SyscallMetadata metadata, long[] args, Throwable cause) {
            throw new IllegalStateException("oops in " + nr, cause);
        }

        @Override
        public void unbound(SyscallDefinition definition) {
            throw new IllegalStateException("no row for " + definition.name());
        }
    }
}
