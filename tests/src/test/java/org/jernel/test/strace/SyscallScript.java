package org.jernel.test.strace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jernel.syscall.tbl.SyscallTableRow;
import org.jernel.syscall.tbl.SyscallTables;

/**
 * System calls in a row, over memory at a fixed address: as a C program for the host, and as a program of ours. So both make
 * the same calls with the same numbers.
 */
final class SyscallScript implements UserMode {

    static final long MEMORY = 0x1000_0000L;

    private static final int SIZE = 0x10000;
    private static final long MMAP = 9;
    private static final int PROT = 3;
    private static final int MAP_FIXED_PRIVATE_ANONYMOUS = 0x32;

    private final List<Step> steps = new ArrayList<>();
    private long free = MEMORY;

    /** A thing that the program does. */
    private sealed interface Step permits Call, Store {
        String inC();

        void run(Task task);
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares two steps
    private record Call(int nr, long[] args) implements Step {

        @Override
        public String inC() {
            return "syscall(" + nr + LongStream.of(args).mapToObj(arg -> ", " + arg + "L").collect(Collectors.joining())
                    + ");\n";
        }

        @Override
        public void run(Task task) {
            long[] all = Arrays.copyOf(args, 6);
            long _ = task.syscall(nr, all[0], all[1], all[2], all[3], all[4], all[5]);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares two steps
    private record Store(long address, byte[] bytes) implements Step {

        @Override
        public String inC() {
            StringBuilder text = new StringBuilder();
            for (byte b : bytes) {
                text.append("\\%03o".formatted(b & 0xff));
            }
            return "memcpy((void*)" + address + "L, \"" + text + "\", " + bytes.length + ");\n";
        }

        @Override
        public void run(Task task) {
            Uaccess.copyToUser(task.mm(), address, bytes);
        }
    }

    SyscallScript call(String name, long... args) {
        int nr = SyscallTables.recentTable().rows().stream()
                .filter(row -> row.abi().isNative() && row.name().equals(name))
                .mapToInt(SyscallTableRow::number)
                .findFirst()
                .orElseThrow();
        return call(nr, args);
    }

    SyscallScript call(int nr, long... args) {
        steps.add(new Call(nr, args));
        return this;
    }

    /** Room of so many bytes. */
    long room(int size) {
        long address = free;
        free += (size + 15) & -16;
        return address;
    }

    /** Bytes that are there from here on. */
    long bytes(byte... bytes) {
        long address = room(bytes.length);
        steps.add(new Store(address, bytes));
        return address;
    }

    long text(String text) {
        return bytes((text + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    long ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(values);
        return bytes(buffer.array());
    }

    long longs(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return bytes(buffer.array());
    }

    /** {@code struct sockaddr_in} on 127.0.0.1. */
    long inet(int port) {
        return bytes((byte) 2, (byte) 0, (byte) (port >> 8), (byte) port, (byte) 127, (byte) 0, (byte) 0, (byte) 1,
                (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    }

    /** {@code struct sockaddr_un} with what follows the family. */
    long unix(String path) {
        return bytes(("\1\0" + path).getBytes(StandardCharsets.ISO_8859_1));
    }

    String inC() {
        return "#include <sys/mman.h>\n#include <unistd.h>\n#include <string.h>\n"
                + "void handler(int signo) {}\nint main(void) {\n"
                + "mmap((void*)" + MEMORY + "L, " + SIZE + ", " + PROT + ", " + MAP_FIXED_PRIVATE_ANONYMOUS
                + ", -1, 0);\n"
                + steps.stream().map(Step::inC).collect(Collectors.joining()) + "_exit(0);\n}\n";
    }

    @Override
    public int run(Task task) {
        long _ = task.syscall(MMAP, MEMORY, SIZE, PROT, MAP_FIXED_PRIVATE_ANONYMOUS, -1, 0);
        steps.forEach(step -> step.run(task));
        long _ = task.syscall(231, 0, 0, 0, 0, 0, 0);
        return 0;
    }

    @Override
    public int runClone(Task child, long stackPointer) {
        return 0;
    }

    @Override
    public void handleSignal(Task task, int signo, long handler) {}
}
