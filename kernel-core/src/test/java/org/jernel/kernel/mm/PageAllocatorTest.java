package org.jernel.kernel.mm;

import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jernel.kernel.probe.Probes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.kernel.mm.PageAllocator.GFP_KERNEL;

class PageAllocatorTest {

    private static final int ROUNDS = 20_000;

    private final KernelMemory memory = new KernelMemory(new Probes());
    private final VmCommitted committed = new VmCommitted(16 * Page.SIZE);
    private final PageAllocator pages = new PageAllocator(memory, committed, new Probes());

    @Test
    void pagesOfABlockLieOneBehindTheOther() {
        long address = pages.getFreePages(GFP_KERNEL, 2);
        assertThat(address % Page.SIZE).isZero();
        byte[] text = new byte[3 * Page.SIZE];
        Arrays.fill(text, (byte) 7);
        assertThat(memory.write(address, text, 0, text.length)).isEqualTo(text.length);
        Page third = pages.virtToPage(address + 2 * Page.SIZE + 5);
        assertThat(pages.pageAddress(third)).isEqualTo(address + 2 * Page.SIZE);
        assertThat(third.address()[0]).isEqualTo((byte) 7);
        assertThat(memory.read(new byte[1], 0, address + 4 * Page.SIZE, 1)).isZero();
        pages.freePages(address, 2);
        assertThat(pages.outstanding()).isZero();
        assertThat(memory.read(new byte[1], 0, address, 1)).isZero();
        assertThatThrownBy(() -> pages.virtToPage(address)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLastReferenceFreesABlock() {
        Page page = pages.allocPages(GFP_KERNEL, 1);
        assertThat(page).isNotNull();
        Page second = pages.virtToPage(pages.pageAddress(page) + Page.SIZE);
        pages.getPage(second);
        pages.freePages(page, 1);
        assertThat(pages.outstanding()).isEqualTo(2);
        pages.putPage(second);
        assertThat(pages.outstanding()).isZero();
        assertThatThrownBy(() -> pages.putPage(page)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whereThereIsNoMemoryThereIsNoPage() {
        long all = pages.getFreePages(GFP_KERNEL, 4);
        assertThat(all).isNotZero();
        assertThat(pages.getZeroedPage(GFP_KERNEL)).isZero();
        assertThat(pages.allocPages(GFP_KERNEL, 0)).isNull();
        pages.freePages(all, 4);
        assertThat(pages.getFreePages(GFP_KERNEL, PageAllocator.MAX_ORDER)).isZero();
        assertThat(pages.getZeroedPage(GFP_KERNEL)).isNotZero();
    }

    @Test
    void whatWasNotAllocatedSoIsNotFreedSo() {
        Page page = pages.allocPages(GFP_KERNEL, 1);
        assertThat(page).isNotNull();
        assertThatThrownBy(() -> pages.freePages(page, 0)).isInstanceOf(IllegalStateException.class);
        pages.freePages(0, 3);
    }

    @Test
    void aPageThatIsPinnedWhileItIsGivenBackIsStillHeld() throws Exception {
        var page = new Page();
        var round = new CyclicBarrier(2);
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                pages.pin(page);
                await(round);
                pages.putPage(page);
                await(round);
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            await(round);
            pages.pin(page);
            await(round);
            assertThat(pages.outstanding()).isOne();
            pages.putPage(page);
        }
        other.join();
        assertThat(pages.outstanding()).isZero();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
