package org.jernel.kernel.mm;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.kernel.mm.IovIter.MAX_RW_COUNT;

class IovIterTest {

    private static final int PAGE = Page.SIZE;
    private static final long LOW = 0x10000;
    private static final long KERNEL = KernelMemory.PAGE_OFFSET;

    private final AddressSpace mm = new AddressSpace();
    private final long start = mm.mmap(0, 2 * PAGE, Mman.PROT_READ | Mman.PROT_WRITE,
            Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
    private final long end = start + 2 * PAGE;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String take(IovIter iter, int length) {
        byte[] to = new byte[length];
        int done = iter.copyFromIter(to, 0, length);
        return new String(to, 0, done, StandardCharsets.US_ASCII);
    }

    private static IovIter letters() {
        return IovIter.kernel(new byte[][] {bytes("xabc"), bytes(""), bytes("defx"), bytes("ghij")},
                new long[] {1, 0, 0, 0}, new long[] {3, 0, 3, 4});
    }

    @Test
    void oneUserBufferIsReadInPieces() {
        Uaccess.copyToUser(mm, start, bytes("hello world"));
        IovIter iter = IovIter.user(mm, start, 11);
        assertThat(take(iter, 6)).isEqualTo("hello ");
        assertThat(iter.count()).isEqualTo(5);
        assertThat(take(iter, 100)).isEqualTo("world");
        assertThat(iter.count()).isZero();
        assertThat(take(iter, 1)).isEmpty();
    }

    @Test
    void severalUserBuffersAreFilledOneAfterTheOther() {
        IovIter iter = IovIter.user(mm, new long[] {start, start + 100, start + 50}, new long[] {2, 0, 4});
        assertThat(iter.copyToIter(bytes("xhello!!"), 1, 7)).isEqualTo(6);
        assertThat(Uaccess.copyFromUser(mm, start, 2)).isEqualTo(bytes("he"));
        assertThat(Uaccess.copyFromUser(mm, start + 50, 4)).isEqualTo(bytes("llo!"));
        assertThat(Uaccess.getUser8(mm, start + 100)).isZero();
    }

    @Test
    void kernelBuffersAreReadAndFilled() {
        assertThat(take(letters(), 100)).isEqualTo("abcdefghij");
        byte[] buffer = bytes("......");
        assertThat(IovIter.kernel(buffer, 1, 3).copyToIter(bytes("abcdef"), 0, 6)).isEqualTo(3);
        assertThat(buffer).isEqualTo(bytes(".abc.."));
    }

    @Test
    void aFaultEndsTheCopyAndTheIteratorStandsBehindWhatWasDone() {
        IovIter iter = IovIter.user(mm, new long[] {start, end - 3}, new long[] {4, 10});
        assertThat(iter.copyToIter(bytes("abcdefghij"), 0, 10)).isEqualTo(7);
        assertThat(iter.count()).isEqualTo(7);
        assertThat(iter.copyToIter(bytes("x"), 0, 1)).isZero();
        iter.revert(7);
        assertThat(take(iter, 20)).isEqualTo("abcdefg");
        assertThat(iter.count()).isEqualTo(7);
    }

    @Test
    void peekingLeavesTheIteratorWhereItIs() {
        IovIter iter = letters();
        byte[] to = new byte[5];
        assertThat(iter.peekFromIter(to, 0, 5)).isEqualTo(5);
        assertThat(to).isEqualTo(bytes("abcde"));
        assertThat(iter.count()).isEqualTo(10);
        assertThat(take(iter, 5)).isEqualTo("abcde");
    }

    @Test
    void advanceAndRevertMoveAcrossBuffersAndStopAtTheEnds() {
        IovIter iter = letters();
        iter.advance(4);
        assertThat(take(iter, 2)).isEqualTo("ef");
        iter.revert(5);
        assertThat(take(iter, 4)).isEqualTo("bcde");
        iter.advance(100);
        assertThat(iter.count()).isZero();
        iter.revert(10);
        assertThat(take(iter, 20)).isEqualTo("abcdefghij");
        iter.revert(100);
        assertThat(iter.count()).isEqualTo(10);
        assertThat(take(iter, 20)).isEqualTo("abcdefghij");
    }

    @Test
    void aTruncatedIteratorEndsEarlyUntilItIsReexpanded() {
        IovIter iter = letters();
        iter.truncate(100);
        assertThat(iter.count()).isEqualTo(10);
        iter.truncate(4);
        assertThat(take(iter, 20)).isEqualTo("abcd");
        iter.reexpand(6);
        assertThat(take(iter, 20)).isEqualTo("efghij");
    }

    @Test
    void anEmptyIteratorHasNothing() {
        IovIter iter = IovIter.user(mm, new long[0], new long[0]);
        iter.advance(1);
        iter.revert(1);
        assertThat(iter.count()).isZero();
        assertThat(take(iter, 1)).isEmpty();
        assertThat(take(IovIter.user(mm, 0, 0), 1)).isEmpty();
    }

    @Test
    void anyWalkAgreesWithOneThroughAnArray() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            int segments = 1 + random.nextInt(5);
            byte[][] buffers = new byte[segments][];
            long[] offsets = new long[segments];
            long[] lengths = new long[segments];
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < segments; i++) {
                lengths[i] = random.nextInt(4);
                buffers[i] = new byte[(int) lengths[i]];
                for (int j = 0; j < lengths[i]; j++) {
                    buffers[i][j] = (byte) ('a' + random.nextInt(26));
                    all.append((char) buffers[i][j]);
                }
            }
            IovIter iter = IovIter.kernel(buffers, offsets, lengths);
            int at = 0;
            for (int step = 0; step < 20; step++) {
                int n = random.nextInt(6);
                int left = Math.min(n, all.length() - at);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        assertThat(take(iter, n)).isEqualTo(all.substring(at, at + left));
                        at += left;
                    }
                    case 1 -> {
                        iter.advance(n);
                        at += left;
                    }
                    default -> {
                        iter.revert(n);
                        at -= Math.min(n, at);
                    }
                }
                assertThat(iter.count()).isEqualTo(all.length() - at);
            }
        }
    }

    private long vector(long... addressesAndLengths) {
        for (int i = 0; i < addressesAndLengths.length; i++) {
            Uaccess.putUser64(mm, start + PAGE + i * 8L, addressesAndLengths[i]);
        }
        return start + PAGE;
    }

    @Test
    void aVectorOfUserBuffersIsImported() {
        Uaccess.copyToUser(mm, start, bytes("hello world"));
        IovIter iter = IovIter.importIovec(mm, vector(start + 6, 5, start + 5, 1, start, 5), 3);
        assertThat(take(iter, 20)).isEqualTo("world hello");
    }

    @Test
    void theNumberOfBuffersIsChecked() {
        assertThatThrownBy(() -> IovIter.importIovec(mm, start, 1025)).isSameAs(Errno.EINVAL.exception());
        assertThatThrownBy(() -> IovIter.importIovec(mm, start, -1)).isSameAs(Errno.EINVAL.exception());
        assertThat(IovIter.importIovec(mm, start - PAGE, 0).count()).isZero();
        assertThat(IovIter.importIovec(mm, start, 1L << 32).count()).isZero();
        assertThatThrownBy(() -> IovIter.importIovec(mm, start - PAGE, 1024)).isSameAs(Errno.EFAULT.exception());
    }

    @Test
    void aNegativeLengthIsSeenBeforeABadAddress() {
        assertThatThrownBy(() -> IovIter.importIovec(mm, vector(-5, 5, start, -1), 2))
                .isSameAs(Errno.EINVAL.exception());
        assertThatThrownBy(() -> IovIter.importIovec(mm, vector(-5, 5, start, 1), 2))
                .isSameAs(Errno.EFAULT.exception());
        assertThatThrownBy(() -> IovIter.importIovec(mm, vector(KERNEL, 1), 1)).isSameAs(Errno.EFAULT.exception());
        assertThatThrownBy(() -> IovIter.importIovec(mm, vector(start, Long.MAX_VALUE), 1))
                .isSameAs(Errno.EFAULT.exception());
    }

    @Test
    void anythingUnreadableInTheVectorIsAFault() {
        assertThatThrownBy(() -> IovIter.importIovec(mm, end - 8, 1)).isSameAs(Errno.EFAULT.exception());
        assertThatThrownBy(() -> IovIter.importIovec(mm, 0, 1)).isSameAs(Errno.EFAULT.exception());
        assertThatThrownBy(() -> IovIter.importIovec(mm, KERNEL, 1)).isSameAs(Errno.EFAULT.exception());
    }

    @Test
    void theTotalIsCut() {
        IovIter iter = IovIter.importIovec(mm, vector(LOW, 0x70000000, LOW, 0x70000000, LOW, 9), 3);
        assertThat(iter.count()).isEqualTo(MAX_RW_COUNT).isEqualTo(0x7ffff000);
        assertThat(IovIter.importUbuf(mm, LOW, 0x80000000L).count()).isEqualTo(MAX_RW_COUNT);
    }

    @Test
    void oneBufferIsCutBeforeItsAddressIsChecked() {
        assertThat(IovIter.importUbuf(mm, start, 5).count()).isEqualTo(5);
        assertThat(IovIter.importUbuf(mm, AddressSpace.TASK_SIZE, 0).count()).isZero();
        assertThat(IovIter.importUbuf(mm, LOW, -1).count()).isEqualTo(MAX_RW_COUNT);
        assertThatThrownBy(() -> IovIter.importUbuf(mm, AddressSpace.TASK_SIZE - 1, -1))
                .isSameAs(Errno.EFAULT.exception());
        assertThatThrownBy(() -> IovIter.importUbuf(mm, KERNEL, 0)).isSameAs(Errno.EFAULT.exception());
    }
}
