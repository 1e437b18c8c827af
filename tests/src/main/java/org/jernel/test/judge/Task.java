package org.jernel.test.judge;

import java.nio.charset.StandardCharsets;

import org.jernel.syscall.Errno;
import org.jernel.test.judge.UserMemory.Kind;

/**
 * A task as a scenario sees it: calls that assert and record, and the user memory that their arguments point to.
 *
 * <p>Memory that is only allocated is filled with 0xee.
 */
public final class Task {

    private final Scenario scenario;
    private final String name;
    private final KernelTask kernelTask;
    private final UserMemory memory;

    Task(Scenario scenario, String name, KernelTask kernelTask) {
        this.scenario = scenario;
        this.name = name;
        this.kernelTask = kernelTask;
        memory = new UserMemory(kernelTask);
    }

    /** What the task can do beyond system calls: signals, capabilities, limits. */
    public KernelTask kernelTask() {
        return kernelTask;
    }

    /** A child with copies of this task's descriptors. */
    public Task fork() {
        return scenario.adopt(kernelTask.fork());
    }

    /** A child that this task can wait for and send signals to. */
    public Task process() {
        return scenario.adopt(kernelTask.process());
    }

    /** Ends the task as exit does. */
    public void exit() {
        kernelTask.close();
    }

    /** Makes a call that must succeed. */
    public long ok(Call call, long... args) {
        return succeeded(syscall(call, args), call, args);
    }

    /** Makes a call that must return exactly this. */
    public void gives(long expected, Call call, long... args) {
        gave(expected, syscall(call, args), call, args);
    }

    /** Makes a call that must fail with this error. */
    public void fails(Errno expected, Call call, long... args) {
        gives(expected.negated(), call, args);
    }

    /** Makes a call whose result may differ from arm to arm: it and what it writes are not recorded. */
    public long unrecorded(Call call, long... args) {
        long result = syscall(call, args);
        memory.takeChanges(new Recording());
        return result;
    }

    /** Makes a call and returns when it sleeps in the kernel. */
    public Blocked blocks(Call call, long... args) {
        var pending = kernelTask.submit(call.nr(), args);
        kernelTask.awaitBlocked(pending);
        return new Blocked(this, pending, call, args);
    }

    /** Makes a call that may block, fail or succeed. */
    public Blocked attempts(Call call, long... args) {
        return new Blocked(this, kernelTask.submit(call.nr(), args), call, args);
    }

    private long syscall(Call call, long... args) {
        return kernelTask.submit(call.nr(), args).await();
    }

    long succeeded(long result, Call call, long[] args) {
        String line = record(result, call, args);
        if (Errno.isError(result)) {
            throw new AssertionError(line + ", expected success");
        }
        return result;
    }

    void gave(long expected, long result, Call call, long[] args) {
        String line = record(result, call, args);
        if (result != expected) {
            throw new AssertionError(line + ", expected " + Recording.result(expected));
        }
    }

    String record(long result, Call call, long[] args) {
        var line = new StringBuilder(name).append(' ').append(call).append('(');
        for (int i = 0; i < args.length; i++) {
            line.append(i == 0 ? "" : ", ").append(memory.describe(args[i]));
        }
        line.append(") = ").append(Recording.result(result)).append(memory.takeChanges(scenario.recording()));
        scenario.recording().add(line.toString());
        return line.toString();
    }

    /** Polls one descriptor without waiting and returns its revents. */
    public int poll(long fd, int events) {
        long pollfd = pollfd(fd, events);
        ok(Call.POLL, pollfd, 1, 0);
        return shortAt(pollfd + 6);
    }

    /** Waits until poll shows exactly this mask for the descriptor; the states on the way are not recorded. */
    public void pollBecomes(int expected, long fd, int events) {
        long pollfd = pollfd(fd, events);
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        int mask;
        do {
            unrecorded(Call.POLL, pollfd, 1, 1);
            mask = shortAt(pollfd + 6);
        } while (mask != expected && System.nanoTime() - deadline < 0);
        String line = name + " poll of " + fd + " for 0x" + Integer.toHexString(events) + " shows 0x"
                + Integer.toHexString(mask);
        scenario.recording().add(line);
        if (mask != expected) {
            throw new AssertionError(line + ", expected 0x" + Integer.toHexString(expected));
        }
    }

    /** The local port of a socket. */
    public int port(long fd) {
        long address = sockaddrOut();
        long length = cell(Linux.SOCKADDR_IN);
        long result = unrecorded(Call.GETSOCKNAME, fd, address, length);
        if (result != 0) {
            throw new AssertionError("getsockname(" + fd + ") = " + Recording.result(result));
        }
        return portAt(address);
    }

    /** The address of so many fresh zero bytes. */
    public long alloc(int size) {
        return memory.allocate(size, Kind.BYTES);
    }

    /** Room for a struct stat, of which the present time is not compared, nor numbers of devices and inodes. */
    public long statOut() {
        return memory.allocate(Linux.STAT_SIZE, Kind.STAT);
    }

    /** Room for a struct statx, likewise. */
    public long statxOut() {
        return memory.allocate(Linux.STATX_SIZE, Kind.STATX);
    }

    /** Room for the listing of a directory, whose names are compared without their order. */
    public long direntsOut(int size) {
        return memory.allocate(size, Kind.DIRENTS);
    }

    /** A path, with its NUL. */
    public long path(String path) {
        return text(path + "\0");
    }

    /** The address of fresh memory with these bytes. */
    public long bytes(byte[] content) {
        return memory.place(content, Kind.BYTES);
    }

    /** The address of a fresh text, which has no final zero byte but its own. */
    public long text(String content) {
        return bytes(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Memory that ends where an unmapped page begins. */
    public long edge(byte[] content) {
        return memory.placeAtEdge(content);
    }

    /** The address of bytes that nobody may write. */
    public long readOnly(byte[] content) {
        return memory.placeReadOnly(content);
    }

    /** An address at which nothing is mapped. */
    public long unmapped() {
        return memory.unmapped();
    }

    /** An int in memory, such as a value-result length. */
    public long cell(int value) {
        return ints(value);
    }

    /** A struct sockaddr_in. */
    public long inet(int address, int port) {
        return memory.place(Struct.sockaddrIn(Linux.AF_INET, address, port), Kind.SOCKADDR);
    }

    /** A struct sockaddr_in6; the address in two halves. */
    public long inet6(long high, long low, int port) {
        return memory.place(Struct.sockaddrIn6(Linux.AF_INET6, high, low, port, 0), Kind.SOCKADDR);
    }

    /** Room for a struct sockaddr_in6 that the kernel fills. */
    public long sockaddr6Out() {
        return memory.allocate(Linux.SOCKADDR_IN6, Kind.SOCKADDR);
    }

    /** Room for a struct sockaddr_in that the kernel fills. */
    public long sockaddrOut() {
        return sockaddrOut(Linux.SOCKADDR_IN);
    }

    /** Room for a struct sockaddr of any family, of which so many bytes are compared. */
    public long sockaddrOut(int size) {
        return memory.allocate(size, Kind.SOCKADDR);
    }

    /** An array of struct iovec: base, length, base, length. */
    public long iov(long... basesAndLengths) {
        return words(basesAndLengths);
    }

    /** A struct msghdr without name and control. */
    public long msghdr(long iov, long iovlen) {
        return msghdr(0, 0, iov, iovlen, 0, 0, 0);
    }

    /** The address of a fresh {@code struct msghdr}. */
    public long msghdr(long name, int namelen, long iov, long iovlen, long control, long controllen, int flags) {
        var header = new Struct().int64(name).int32(namelen).int32(0).int64(iov).int64(iovlen);
        return bytes(header.int64(control).int64(controllen).int32(flags).int32(0).bytes());
    }

    /** The address of a fresh {@code struct pollfd}. */
    public long pollfd(long fd, int events) {
        return bytes(new Struct().int32((int) fd).int16(events).int16(0).bytes());
    }

    /** A struct epoll_event, which is packed. */
    public long epollEvent(int events, long data) {
        return bytes(new Struct().int32(events).int64(data).bytes());
    }

    /** Any struct of 64-bit fields: timeval, iovec. */
    public long words(long... fields) {
        var struct = new Struct();
        for (long field : fields) {
            struct.int64(field);
        }
        return bytes(struct.bytes());
    }

    /** Any struct of 32-bit fields: linger. */
    public long ints(int... fields) {
        var struct = new Struct();
        for (int field : fields) {
            struct.int32(field);
        }
        return bytes(struct.bytes());
    }

    /** Stores bytes. */
    public void write(long address, byte[] content) {
        memory.write(address, content);
    }

    /** Stores four bytes. */
    public void putInt(long address, int value) {
        memory.write(address, new Struct().int32(value).bytes());
    }

    /** The bytes at an address. */
    public byte[] bytesAt(long address, int length) {
        return kernelTask.read(address, length);
    }

    /** Bytes at an address, as text. */
    public String textAt(long address, int length) {
        return new String(bytesAt(address, length), StandardCharsets.ISO_8859_1);
    }

    /** Four bytes at an address. */
    public int intAt(long address) {
        return (int) Struct.littleEndian(bytesAt(address, Integer.BYTES));
    }

    /** Eight bytes at an address. */
    public long longAt(long address) {
        return Struct.littleEndian(bytesAt(address, Long.BYTES));
    }

    /** Two bytes at an address, without a sign. */
    public int shortAt(long address) {
        return (int) Struct.littleEndian(bytesAt(address, Short.BYTES));
    }

    /** The port of the struct sockaddr_in at an address. */
    public int portAt(long address) {
        byte[] port = bytesAt(address + 2, Short.BYTES);
        return ((port[0] & 0xff) << 8) | (port[1] & 0xff);
    }
}
