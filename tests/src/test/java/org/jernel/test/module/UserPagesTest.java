package org.jernel.test.module;

import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.PageAllocator;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.task.UserPages;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** get_user_pages by its contract: counts, errno, and what a held page sees. */
class UserPagesTest {

    private static final long MMAP = 9;
    private static final long MUNMAP = 11;
    private static final int PRIVATE = 0x22;

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final UserPages userPages = kernel.get(UserPages.class);
    private final PageAllocator pages = kernel.get(PageAllocator.class);
    private final ModuleProgram program = new ModuleProgram(kernel);

    @AfterEach
    void close() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    private long map(ModuleProgram.Raw task, int count, int prot) {
        return task.syscall(MMAP, 0, (long) count * Page.SIZE, prot, PRIVATE, -1, 0);
    }

    @Test
    void countsAreShortAtAHoleAndNegativeWhereThereIsNone() {
        assertThat(program.run((ModuleProgram.Raw task) -> {
            Page[] held = new Page[4];
            long at = map(task, 2, 3);
            assertThat(userPages.getUserPages(at, 4, 1, held)).isEqualTo(2);
            assertThat(held[2]).isNull();
            pages.putPage(held[0]);
            pages.putPage(held[1]);
            assertThat(userPages.getUserPages(at + 2 * Page.SIZE, 1, 1, held)).isEqualTo(Errno.EFAULT.negated());
            assertThat(userPages.getUserPages(at, 0, 1, held)).isZero();
            assertThat(userPages.getUserPages(at, -3, 1, held)).isZero();
            assertThat(userPages.getUserPages(at, 2, 1, null)).isEqualTo(2);
            assertThat(userPages.getUserPages(-Page.SIZE, 1, 0, held)).isEqualTo(Errno.EFAULT.negated());
            return 0;
        })).isZero();
        assertThat(pages.outstanding()).isZero();
    }

    @Test
    void whatMayOnlyBeReadIsNotHeldForWriting() {
        program.run((ModuleProgram.Raw task) -> {
            Page[] held = new Page[1];
            long at = map(task, 1, 1);
            assertThat(userPages.getUserPages(at, 1, UserPages.FOLL_WRITE, held)).isEqualTo(Errno.EFAULT.negated());
            assertThat(userPages.getUserPages(at, 1, 0, held)).isEqualTo(1);
            pages.putPage(held[0]);
            assertThat(userPages.getUserPages(map(task, 1, 0), 1, 0, held)).isEqualTo(Errno.EFAULT.negated());
            return 0;
        });
    }

    @Test
    void aHeldPageSeesLaterWritesAndOutlivesItsMapping() {
        program.run((ModuleProgram.Raw task) -> {
            Page[] held = new Page[1];
            long at = map(task, 1, 3);
            assertThat(userPages.getUserPages(at + 5, 1, 0, held)).isEqualTo(1);
            Uaccess.putUser8(task.task().mm(), at + 5, (byte) 42);
            assertThat(held[0].address()[5]).isEqualTo((byte) 42);
            held[0].address()[6] = 43;
            assertThat(Uaccess.getUser8(task.task().mm(), at + 6)).isEqualTo((byte) 43);
            assertThat(task.syscall(MUNMAP, at, Page.SIZE)).isZero();
            assertThat(held[0].address()[5]).isEqualTo((byte) 42);
            assertThat(pages.outstanding()).isEqualTo(1);
            pages.putPage(held[0]);
            assertThat(pages.outstanding()).isZero();
            return 0;
        });
    }

    @Test
    void byForceAPrivatePageIsWrittenThatTheTaskMayOnlyRead() {
        int force = UserPages.FOLL_WRITE | UserPages.FOLL_FORCE;
        program.run((ModuleProgram.Raw task) -> {
            Page[] held = new Page[1];
            long at = map(task, 1, 1);
            assertThat(userPages.getUserPages(at, 1, force, held)).isEqualTo(1);
            held[0].address()[0] = 42;
            pages.putPage(held[0]);
            assertThat(Uaccess.getUser8(task.task().mm(), at)).isEqualTo((byte) 42);
            long hidden = map(task, 1, 0);
            assertThat(userPages.getUserPages(hidden, 1, UserPages.FOLL_FORCE, held)).isEqualTo(1);
            pages.putPage(held[0]);
            long shared = task.syscall(MMAP, 0, Page.SIZE, 1, 0x21, -1, 0);
            assertThat(userPages.getUserPages(shared, 1, force, held)).isEqualTo(Errno.EFAULT.negated());
            return 0;
        });
        assertThat(pages.outstanding()).isZero();
    }

    @Test
    void aHeldPageOutlivesItsTask() {
        Page[] held = new Page[1];
        program.run((ModuleProgram.Raw task) -> {
            long at = map(task, 1, 3);
            Uaccess.putUser8(task.task().mm(), at, (byte) 42);
            return userPages.getUserPages(at, 1, 0, held);
        });
        while (!kernel.tasks().list().isEmpty()) {
            LockSupport.parkNanos(1);
        }
        assertThat(held[0].address()[0]).isEqualTo((byte) 42);
        assertThat(pages.outstanding()).isEqualTo(1);
        pages.putPage(held[0]);
        assertThat(pages.outstanding()).isZero();
    }

    @Test
    void leakedPagesAreReportedWhenTheKernelCloses() {
        assertThat(pages.getFreePages(PageAllocator.GFP_KERNEL, 1)).isNotZero();
        program.run(task -> userPages.getUserPages(map(task, 1, 3), 1, 1, new Page[1]));
        kernel.close();
        assertThat(kernel.printk().records()).extracting(PrintkRecord::text).contains("3 pages were not given back");
    }
}
