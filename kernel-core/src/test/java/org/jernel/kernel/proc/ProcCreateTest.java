package org.jernel.kernel.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.seq.SeqFiles;
import org.jernel.kernel.seq.SeqOperations;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Files that kernel code makes in {@code /proc}: the callbacks run in the kernel when a user reads or writes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ProcCreateTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int OPEN = 2;
    private static final int CLOSE = 3;
    private static final int LSEEK = 8;
    private static final int READV = 19;
    private static final int WRITEV = 20;
    private static final int READLINK = 89;
    private static final int SETUID = 105;
    private static final int GETDENTS64 = 217;
    private static final int O_RDWR = 2;

    private final TestKernel kernel = new TestKernel();
    private final ProcFs proc = kernel.kernel().get(ProcFs.class);

    @AfterEach
    void close() {
        kernel.close();
    }

    private void run(TestKernel.Program program) throws InterruptedException {
        assertThat(kernel.run(program)).isZero();
    }

    private List<String> log() {
        return kernel.kernel().printk().records().stream().map(PrintkRecord::text).toList();
    }

    /** A module's file in the seed's shape: what the user writes is kept, and read again. */
    private static final class Message implements ProcOps {

        private final List<String> events = new ArrayList<>();
        private String text = "nothing\n";

        @Override
        public void open(File file) {
            events.add("open by " + Task.current().comm());
            SeqFiles.singleOpen(file, seq -> seq.printf("%s", text));
        }

        @Override
        public long readIter(File file, IovIter to, FilePosition offset) {
            return SeqFiles.seqReadIter(file, to, offset);
        }

        @Override
        public long write(File file, UserMemory memory, long buffer, long count, FilePosition offset) {
            byte[] bytes = new byte[(int) count];
            if (memory.copyFromUser(bytes, 0, buffer, bytes.length) < bytes.length) {
                return Errno.EFAULT.negated();
            }
            text = new String(bytes, StandardCharsets.UTF_8);
            events.add("write " + text);
            return count;
        }

        @Override
        public long lseek(File file, long offset, int whence) {
            return SeqFiles.seqLseek(file, offset, whence);
        }

        @Override
        public void release(File file) {
            events.add("release");
        }
    }

    @Test
    void theUsersReadsAndWritesReachTheCallbacks() throws InterruptedException {
        Message message = new Message();
        proc.procCreate("message", 0666, null, message);
        run((User user) -> {
            long path = user.string("/proc/message");
            assertThat(user.ask(OPEN, path, O_RDWR)).isEqualTo("0");
            assertThat(user.ask(WRITE, 0, user.string("hello"), 5)).isEqualTo("5");
            long buf = user.alloc(64);
            assertThat(user.ask(READ, 0, buf, 64)).isEqualTo("5");
            assertThat(user.string(buf, 5)).isEqualTo("hello");
            assertThat(user.ask(WRITE, 0, User.BAD, 5)).isEqualTo("EFAULT");
            assertThat(user.ask(LSEEK, 0, 1, 0)).isEqualTo("1");
            assertThat(user.ask(READ, 0, buf, 64)).isEqualTo("4");
            assertThat(user.string(buf, 4)).isEqualTo("ello");
            assertThat(user.ask(LSEEK, 0, 3, 0)).isEqualTo("3");
            assertThat(user.ask(READ, 0, buf, 2)).isEqualTo("2");
            assertThat(user.string(buf, 2)).isEqualTo("lo");
            assertThat(user.ask(LSEEK, 0, 0, 2)).isEqualTo("EINVAL");
            assertThat(user.ask(WRITEV, 0, user.longs(user.string("one"), 3, user.string("two!"), 4), 2))
                    .isEqualTo("7");
            assertThat(user.ask(CLOSE, 0)).isEqualTo("0");
            return 0;
        });
        assertThat(message.events).containsExactly("open by test", "write hello", "write one", "write two!", "release");
    }

    @Test
    void aFileWithoutCallbacksAnswersEio() throws InterruptedException {
        proc.procCreate("bare", 0666, null, new ProcOps() {});
        run((User user) -> {
            assertThat(user.ask(OPEN, user.string("/proc/bare"), O_RDWR)).isEqualTo("0");
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("EIO");
            assertThat(user.ask(WRITE, 0, user.alloc(8), 8)).isEqualTo("EIO");
            assertThat(user.ask(LSEEK, 0, 0, 0)).isEqualTo("ESPIPE");
            return 0;
        });
    }

    @Test
    void aSeqFileIsReadInAnySize() throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            numbers.add(i);
        }
        proc.procCreateSeqPrivate("numbers", 0, null, () -> SeqOperations.list(
                text -> text.puts("head\n"), () -> numbers, (text, number) -> text.printf("%d\n", number)));
        StringBuilder expected = new StringBuilder("head\n");
        numbers.forEach(number -> expected.append(number).append('\n'));
        run((User user) -> {
            long buf = user.alloc(8192);
            for (int size : new int[] {1, 7, 100, 4096, 8192}) {
                assertThat(user.ask(OPEN, user.string("/proc/numbers"), 0)).isEqualTo("0");
                StringBuilder text = new StringBuilder();
                long got = user.syscall(READ, 0, buf, size);
                while (got > 0) {
                    // A record that does not fit the page is left for the next read.
                    assertThat(got).isLessThanOrEqualTo(Math.min(size, 4096));
                    text.append(user.string(buf, got));
                    got = user.syscall(READ, 0, buf, size);
                }
                assertThat(got).isZero();
                assertThat(text.toString()).isEqualTo(expected.toString());
                assertThat(user.ask(READV, 0, user.longs(buf, 5, buf, 5), 2)).isEqualTo("0");
                assertThat(user.ask(LSEEK, 0, 3, 0)).isEqualTo("3");
                assertThat(user.ask(READ, 0, buf, 9)).isEqualTo("9");
                assertThat(user.string(buf, 9)).isEqualTo(expected.substring(3, 12));
                assertThat(user.ask(CLOSE, 0)).isEqualTo("0");
            }
            return 0;
        });
    }

    @Test
    void directoriesLinksAndTheirRemoval() throws InterruptedException {
        ProcDirEntry directory = proc.procMkdir("driver", null);
        proc.procCreateSingleData("driver/state", 0, null, text -> text.puts("fine\n"));
        proc.procSymlink("latest", directory, "state");
        run((User user) -> {
            long buf = user.alloc(512);
            assertThat(user.ask(OPEN, user.string("/proc/driver/latest"), 0)).isEqualTo("0");
            assertThat(user.ask(READ, 0, buf, 64)).isEqualTo("5");
            assertThat(user.ask(READLINK, user.string("/proc/driver/latest"), buf, 64)).isEqualTo("5");
            assertThat(user.ask(OPEN, user.string("/proc/driver"), 0)).isEqualTo("1");
            assertThat(user.ask(GETDENTS64, 1, buf, 512)).isEqualTo("112");
            assertThat(user.string(buf + 48 + 19, 6)).isEqualTo("state\0");
            proc.procRemove(directory);
            assertThat(user.ask(OPEN, user.string("/proc/driver"), 0)).isEqualTo("ENOENT");
            assertThat(user.ask(READ, 0, buf, 8)).isEqualTo("EIO");
            return 0;
        });
    }

    @Test
    void whatIsOpenWhileItsEntryGoesAnswersEioAndIsReleasedOnce() throws InterruptedException {
        Message message = new Message();
        proc.procCreate("gone", 0666, null, message);
        run((User user) -> {
            assertThat(user.ask(OPEN, user.string("/proc/gone"), O_RDWR)).isEqualTo("0");
            proc.removeProcEntry("gone", null);
            assertThat(message.events).containsExactly("open by test", "release");
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("EIO");
            assertThat(user.ask(WRITE, 0, user.alloc(8), 8)).isEqualTo("EIO");
            assertThat(user.ask(LSEEK, 0, 0, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(OPEN, user.string("/proc/gone"), O_RDWR)).isEqualTo("ENOENT");
            assertThat(user.ask(CLOSE, 0)).isEqualTo("0");
            return 0;
        });
        assertThat(message.events).hasSize(2);
    }

    @Test
    void rightsAreThoseOfTheEntry() throws InterruptedException {
        proc.procCreate("secret", 0400, null, new Message());
        proc.procCreate("theirs", 0400, null, new Message()).setUser(1000, 1000);
        run((User user) -> {
            assertThat(user.ask(OPEN, user.string("/proc/secret"), 0)).isEqualTo("0");
            assertThat(user.ask(SETUID, 1000)).isEqualTo("0");
            assertThat(user.ask(OPEN, user.string("/proc/secret"), 0)).isEqualTo("EACCES");
            assertThat(user.ask(OPEN, user.string("/proc/theirs"), 0)).isEqualTo("1");
            assertThat(user.ask(OPEN, user.string("/proc/theirs"), O_RDWR)).isEqualTo("EACCES");
            return 0;
        });
    }

    @Test
    void aNameThatIsTakenOrImpossibleIsRefusedAndLogged() {
        proc.procMkdir("taken", null);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> proc.procMkdir("taken", null))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> proc.procCreate("nowhere/file", 0, null, new ProcOps() {}))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> proc.procCreate("17", 0, null, new ProcOps() {}));
        proc.removeProcEntry("nothing", null);
        assertThat(log())
                .anyMatch(line -> line.contains("proc_dir_entry '/taken' already registered"))
                .anyMatch(line -> line.contains("name 'nowhere/file'"))
                .anyMatch(line -> line.contains("create '/proc/17' by hand"))
                .anyMatch(line -> line.contains("name 'nothing'"));
    }

    @Test
    void modulesFindTheFunctionsByTheirLinuxNames() {
        for (String name : List.of(
                "proc_create", "proc_create_data", "proc_create_single_data", "proc_create_seq_private", "proc_mkdir",
                "proc_mkdir_mode", "proc_symlink", "proc_remove", "remove_proc_entry", "remove_proc_subtree")) {
            KernelSymbol symbol = kernel.kernel().symbols().find(name);
            assertThat(symbol).as(name).isNotNull();
        }
    }
}
