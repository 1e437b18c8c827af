package org.jernel.net.socket;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.tbl.SyscallTableParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The calls by their numbers of socketcall, through a table that has a row for it as 32-bit x86 has. */
@Timeout(30)
class SocketcallTest {

    private static final int SOCKETCALL = 102;
    private static final int PAGE = 4096;

    private final Map<String, Long> results = new LinkedHashMap<>();
    private final Kernel kernel = Kernel.boot(config());

    private static KernelConfig config() {
        try {
            return KernelConfig.hermetic()
                    .withSyscallTable(SyscallTableParser.parse(
                            "syscall_32.tbl", new StringReader("102 common socketcall sys_socketcall\n")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void closeWithoutAnOops() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    /** Runs a program to its end; it notes what its calls return. */
    private void run(Consumer<Caller> program) throws InterruptedException {
        int status = kernel.spawn("lab", new FdTable(), new UserMode() {

            @Override
            public int run(Task task) {
                program.accept(new Caller(task));
                return 0;
            }

            @Override
            public int runClone(Task child, long stackPointer) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void handleSignal(Task task, int signo, long handler) {
                throw new UnsupportedOperationException();
            }
        }).join();
        assertThat(status).isZero();
    }

    /** A program's view: memory for arguments and data, and the one call. */
    private final class Caller {

        private final Task task;
        private final AddressSpace memory;
        private final long args;
        private final long data;

        Caller(Task task) {
            this.task = task;
            this.memory = task.mm();
            this.args = memory.mmap(0, PAGE, Mman.PROT_READ | Mman.PROT_WRITE,
                    Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
            this.data = args + PAGE / 2;
        }

        long call(int number, long... arguments) {
            for (int i = 0; i < arguments.length; i++) {
                memory.putUser(args + 8L * i, arguments[i], 8);
            }
            return task.syscall(SOCKETCALL, number, args, 0, 0, 0, 0);
        }

        void note(String what, int number, long... arguments) {
            results.put(what, call(number, arguments));
        }

        long place(long offset, byte[] bytes) {
            assertThat(memory.copyToUser(data + offset, bytes, 0, bytes.length)).isEqualTo(bytes.length);
            return data + offset;
        }
    }

    @Test
    void theLabsCallsMakeAConversation() throws InterruptedException {
        run(caller -> {
            long address = caller.place(0, SockAddrIn.of("127.0.0.1", 5001).bytes());
            long hello = caller.place(64, "hello".getBytes(StandardCharsets.US_ASCII));
            long length = caller.place(128, new byte[] {16, 0, 0, 0});
            long room = caller.data + 256;
            long one = caller.place(512, new byte[] {1, 0, 0, 0});
            caller.note("socket", 1, 2, 1, 0);
            caller.note("bind", 2, 0, address, 16);
            caller.note("listen", 4, 0, 5);
            caller.note("socket of the client", 1, 2, 1, 0);
            caller.note("connect", 3, 1, address, 16);
            caller.note("accept", 5, 0, room, length);
            caller.note("send", 9, 1, hello, 5, 0);
            caller.note("recv", 10, 2, room, 5, 0x100);
            caller.note("sendto", 11, 2, hello, 2, 0, 0, 0);
            caller.note("recvfrom", 12, 1, room, 2, 0x100, 0, 0);
            caller.note("getsockname", 6, 2, room, length);
            caller.note("getpeername", 7, 2, room, length);
            caller.note("setsockopt", 14, 1, 6, 1, one, 4);
            caller.note("getsockopt", 15, 1, 6, 1, room, one);
            caller.note("shutdown", 13, 1, 1);
            caller.note("recv at the end", 10, 2, room, 5, 0);
        });
        assertThat(results).containsExactly(
                Map.entry("socket", 0L), Map.entry("bind", 0L), Map.entry("listen", 0L),
                Map.entry("socket of the client", 1L), Map.entry("connect", 0L), Map.entry("accept", 2L),
                Map.entry("send", 5L), Map.entry("recv", 5L), Map.entry("sendto", 2L), Map.entry("recvfrom", 2L),
                Map.entry("getsockname", 0L), Map.entry("getpeername", 0L), Map.entry("setsockopt", 0L),
                Map.entry("getsockopt", 0L), Map.entry("shutdown", 0L), Map.entry("recv at the end", 0L));
    }

    @Test
    void aNumberThatThereIsNotIsInvalid() throws InterruptedException {
        run(caller -> {
            for (int number : new int[] {0, -1, 21, Integer.MAX_VALUE}) {
                caller.note("call " + number, number, 0, 0, 0, 0, 0, 0);
            }
        });
        assertThat(results.values()).hasSize(4).containsOnly(Errno.EINVAL.negated());
    }

    @Test
    void onlyAsManyArgumentsAreReadAsTheCallHas() throws InterruptedException {
        run(caller -> {
            long end = caller.args + PAGE;
            caller.memory.putUser(end - 16, 77, 8);
            caller.memory.putUser(end - 8, 5, 8);
            results.put("listen", caller.task.syscall(SOCKETCALL, 4, end - 16, 0, 0, 0, 0));
            results.put("socket", caller.task.syscall(SOCKETCALL, 1, end - 16, 0, 0, 0, 0));
        });
        assertThat(results).containsEntry("listen", Errno.EBADF.negated())
                .containsEntry("socket", Errno.EFAULT.negated());
    }
}
