package org.jernel.user.strace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.SyscallTable;
import org.jernel.syscall.tbl.SyscallTables;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.StackFrame;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a program hands to a system call, strace writes one line of bounded length and goes on. */
@Timeout(120)
final class StraceFuzzTest {

    private static final int ROUNDS = 60;
    private static final int ROOM = 4096;

    /** More than the longest set of descriptors, which as the tool's has no other limit than what may be open. */
    private static final int LONGEST = 1 << 22;

    private static long argument(Random random, long room) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(16);
            case 1 -> -random.nextInt(16);
            case 2 -> random.nextLong();
            case 3 -> random.nextInt();
            case 4 -> 1L << random.nextInt(64);
            case 5 -> room + ROOM - random.nextInt(64);
            default -> room + random.nextInt(ROOM);
        };
    }

    /** Bytes that look like lengths, families and addresses now and then. */
    private static byte[] contents(Random random, long room) {
        byte[] bytes = new byte[ROOM];
        random.nextBytes(bytes);
        for (int i = 0; i + Long.BYTES <= ROOM; i += Long.BYTES) {
            long word = random.nextInt(3) == 0 ? argument(random, room) : 0;
            for (int b = 0; word != 0 && b < Long.BYTES; b++) {
                bytes[i + b] = (byte) (word >> (8 * b));
            }
        }
        return bytes;
    }

    private static void trace(Libc libc, SyscallTable table, Random random) {
        UserMemory memory = Task.current().memory();
        List<String> pieces = new ArrayList<>();
        StraceWriter writer = new StraceWriter(StraceOptions.all(), () -> 1, pieces::add, pieces::add);
        for (Map.Entry<Integer, String> call : table.names().entrySet()) {
            for (int round = 0; round < ROUNDS; round++) {
                try (StackFrame frame = libc.frame()) {
                    long room = frame.allocate(new byte[ROOM]);
                    byte[] bytes = contents(random, room);
                    assertThat(memory.copyToUser(room, bytes, 0, ROOM)).isEqualTo(ROOM);
                    long[] args = random.longs(6).map(any -> argument(random, room)).toArray();
                    pieces.clear();
                    boolean _ = writer.enter(
                            1, call.getKey(), call.getValue(), table.nrToMeta(call.getKey()), args, memory,
                            Descriptors.NONE);
                    writer.exit(1, argument(random, room));
                    assertThat(String.join("", pieces))
                            .as("%s%s", call.getValue(), args).endsWith("\n").hasLineCount(1)
                            .hasSizeLessThan(LONGEST).matches("(?s)\\w+\\(.*\\) += .+\n");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42})
    void everyCallIsALine(long seed) throws InterruptedException {
        KernelConfig config = KernelConfig.hermetic().withSyscallTable(SyscallTables.recentTable());
        try (Machine machine = Machine.boot(config)) {
            assertThat(machine.run((Libc libc, List<String> argv) -> {
                trace(libc, machine.kernel().syscalls(), new Random(seed));
                return 0;
            }, "fuzz")).isZero();
        }
    }
}
