package org.jernel.kernel.mm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UaccessTest {

    private static final int PAGE = Page.SIZE;

    private final AddressSpace mm = new AddressSpace();
    private final long start = mm.mmap(0, 2 * PAGE, Mman.PROT_READ | Mman.PROT_WRITE,
            Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
    private final long end = start + 2 * PAGE;

    private void store(long address, String text) {
        Uaccess.copyToUser(mm, address, text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void valuesOfEveryWidthAreStoredAndLoaded() {
        Uaccess.putUser8(mm, start, (byte) -2);
        Uaccess.putUser16(mm, start + 1, (short) -3);
        Uaccess.putUser32(mm, start + 3, -4);
        Uaccess.putUser64(mm, start + 7, -5);
        assertThat(Uaccess.getUser8(mm, start)).isEqualTo((byte) -2);
        assertThat(Uaccess.getUser16(mm, start + 1)).isEqualTo((short) -3);
        assertThat(Uaccess.getUser32(mm, start + 3)).isEqualTo(-4);
        assertThat(Uaccess.getUser64(mm, start + 7)).isEqualTo(-5);
    }

    @Test
    void aStructureIsCopiedWholeOrNotAtAll() {
        store(end - 4, "abcd");
        assertThat(Uaccess.copyFromUser(mm, end - 4, 4)).isEqualTo("abcd".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> Uaccess.copyFromUser(mm, end - 4, 5)).isSameAs(Errno.EFAULT.exception());
        assertThatThrownBy(() -> Uaccess.copyToUser(mm, end - 4, new byte[5])).isSameAs(Errno.EFAULT.exception());
    }

    @Test
    void clearingReachesOverPagesAndStopsAtTheEndOfUserAddresses() {
        byte[] ones = new byte[2 * PAGE];
        Arrays.fill(ones, (byte) 1);
        Uaccess.copyToUser(mm, start, ones);
        Uaccess.clearUser(mm, start + 1, 2 * PAGE - 2);
        byte[] after = Uaccess.copyFromUser(mm, start, 2 * PAGE);
        assertThat(after[0]).isEqualTo((byte) 1);
        assertThat(after[2 * PAGE - 1]).isEqualTo((byte) 1);
        assertThat(Arrays.copyOfRange(after, 1, 2 * PAGE - 1)).containsOnly(0);
        for (long length : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, 2 * PAGE + 1}) {
            assertThatThrownBy(() -> Uaccess.clearUser(mm, start, length)).isSameAs(Errno.EFAULT.exception());
        }
    }

    @Test
    void aStringIsCopiedUpToItsNul() {
        store(start + PAGE - 3, "hello\0junk");
        byte[] to = new byte[64];
        assertThat(Uaccess.strncpyFromUser(to, mm, start + PAGE - 3, to.length)).isEqualTo(5);
        assertThat(new String(to, 0, 6, StandardCharsets.US_ASCII)).isEqualTo("hello\0");
    }

    @Test
    void aStringWithoutNulFillsTheBuffer() {
        store(start, "hello");
        byte[] to = new byte[8];
        assertThat(Uaccess.strncpyFromUser(to, mm, start, 5)).isEqualTo(5);
        assertThat(Uaccess.strncpyFromUser(to, mm, start, 4)).isEqualTo(4);
        assertThat(new String(to, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(Uaccess.strncpyFromUser(to, mm, start, 6)).isEqualTo(5);
        assertThat(Uaccess.strncpyFromUser(to, mm, 0, 0)).isZero();
    }

    @Test
    void aStringFaultsOnlyWhereMemoryEndsBeforeItsNul() {
        byte[] to = new byte[64];
        store(end - 4, "abc\0");
        assertThat(Uaccess.strncpyFromUser(to, mm, end - 4, 64)).isEqualTo(3);
        store(end - 4, "abcd");
        assertThat(Uaccess.strncpyFromUser(to, mm, end - 4, 4)).isEqualTo(4);
        assertThat(Uaccess.strncpyFromUser(to, mm, end - 4, 5)).isEqualTo(Errno.EFAULT.negated());
        assertThat(Uaccess.strncpyFromUser(to, mm, 0, 5)).isEqualTo(Errno.EFAULT.negated());
        assertThat(Uaccess.strncpyFromUser(to, mm, -1, 5)).isEqualTo(Errno.EFAULT.negated());
    }

    @Test
    void aStringMayEndWithTheLastUserAddress() {
        byte[] to = new byte[64];
        store(AddressSpace.STACK_TOP - 3, "ab\0");
        assertThat(Uaccess.strncpyFromUser(to, mm, AddressSpace.STACK_TOP - 3, 64)).isEqualTo(2);
        store(AddressSpace.STACK_TOP - 3, "abc");
        assertThat(Uaccess.strncpyFromUser(to, mm, AddressSpace.STACK_TOP - 3, 64))
                .isEqualTo(Errno.EFAULT.negated());
    }
}
