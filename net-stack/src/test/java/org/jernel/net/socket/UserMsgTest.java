package org.jernel.net.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserMsgTest {

    private static final int PAGE = 4096;
    private static final long NOWHERE = 8;
    private static final SockAddr ADDR = SockAddrIn.of("127.0.0.1", 5001);

    private final AddressSpace memory = new AddressSpace();
    private final long page = memory.mmap(0, PAGE, Mman.PROT_READ | Mman.PROT_WRITE,
            Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
    private final long length = page + 64;

    @BeforeEach
    void fill() {
        byte[] filling = new byte[PAGE];
        Arrays.fill(filling, (byte) 0xee);
        assertThat(memory.copyToUser(page, filling, 0, PAGE)).isEqualTo(PAGE);
    }

    private byte[] bytesAt(long address, int count) {
        byte[] bytes = new byte[count];
        assertThat(memory.copyFromUser(bytes, 0, address, count)).isEqualTo(count);
        return bytes;
    }

    private void fails(Errno errno, Runnable call) {
        assertThatThrownBy(call::run).isSameAs(errno.exception());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "15,15", "16,16", "100,16"})
    void anAddressIsCutToTheCallersLengthWhichBecomesTheTrueOne(int room, int stored) {
        memory.putUser(length, room, 4);
        UserMsg.moveAddrToUser(memory, ADDR, page, length);
        assertThat(memory.getUser(length, 4)).isEqualTo(16);
        assertThat(bytesAt(page, stored)).isEqualTo(Arrays.copyOf(ADDR.bytes(), stored));
        assertThat(bytesAt(page + stored, 1)).containsExactly(0xee);
    }

    @Test
    void noAddressHasLengthZeroAndLeavesTheRest() {
        memory.putUser(length, 16, 4);
        UserMsg.moveAddrToUser(memory, null, NOWHERE, length);
        assertThat(memory.getUser(length, 4)).isZero();
    }

    @Test
    void aNegativeLengthIsInvalidAndStays() {
        memory.putUser(length, -3, 4);
        fails(Errno.EINVAL, () -> UserMsg.moveAddrToUser(memory, ADDR, page, length));
        assertThat((int) memory.getUser(length, 4)).isEqualTo(-3);
    }

    @Test
    void theLengthIsStoredBeforeTheAddressFaults() {
        memory.putUser(length, 100, 4);
        fails(Errno.EFAULT, () -> UserMsg.moveAddrToUser(memory, ADDR, NOWHERE, length));
        assertThat(memory.getUser(length, 4)).isEqualTo(16);
        fails(Errno.EFAULT, () -> UserMsg.moveAddrToUser(memory, ADDR, page, NOWHERE));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 129, Integer.MIN_VALUE})
    void noAddressHasSuchALength(int ulen) {
        fails(Errno.EINVAL, () -> UserMsg.moveAddrToKernel(memory, NOWHERE, ulen));
    }

    @Test
    void anAddressKeepsTheLengthThatItCameWith() {
        assertThat(UserMsg.moveAddrToKernel(memory, page, 128).length()).isEqualTo(128);
        assertThat(UserMsg.moveAddrToKernel(memory, NOWHERE, 0).length()).isZero();
        fails(Errno.EFAULT, () -> UserMsg.moveAddrToKernel(memory, page + PAGE - 15, 16));
    }

    private long header(long name, int namelen, long iov, long iovlen, long control, long controllen) {
        ByteBuffer header = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN).putLong(name).putInt(namelen)
                .putInt(0).putLong(iov).putLong(iovlen).putLong(control).putLong(controllen).putInt(-1);
        long address = page + 1024;
        assertThat(memory.copyToUser(address, header.array(), 0, 56)).isEqualTo(56);
        return address;
    }

    private long iov(long base, long len) {
        long address = page + 2048;
        memory.putUser(address, base, 8);
        memory.putUser(address + 8, len, 8);
        return address;
    }

    @Test
    void aMessageToSendHasNameBuffersControlAndTheFlagsOfTheCall() {
        assertThat(memory.copyToUser(page, ADDR.bytes(), 0, 16)).isEqualTo(16);
        long header = header(page, 16, iov(page, 5), 1, page, 24);
        MsgHdr message = UserMsg.read(memory, header).toSend(MsgFlags.MSG_DONTWAIT);
        assertThat(message.name()).isEqualTo(ADDR);
        assertThat(message.iter().count()).isEqualTo(5);
        assertThat(message.control()).hasSize(24);
        assertThat(message.flags()).isEqualTo(MsgFlags.MSG_DONTWAIT);
    }

    @Test
    void aNameIsOneWithAddressAndLength() {
        long iov = iov(page, 5);
        assertThat(UserMsg.read(memory, header(0, 16, iov, 1, 0, 0)).toSend(0).name()).isNull();
        assertThat(UserMsg.read(memory, header(0, -1, iov, 1, 0, 0)).toSend(0).name()).isNull();
        assertThat(UserMsg.read(memory, header(page, 0, iov, 1, 0, 0)).toSend(0).name()).isNull();
        SockAddr cut = UserMsg.read(memory, header(page, 200, iov, 1, 0, 0)).toSend(0).name();
        assertThat(cut).isNotNull();
        assertThat(cut.length()).isEqualTo(128);
    }

    @Test
    void faultsAreFoundInLinuxsOrder() {
        long badVector = iov(page, -1);
        fails(Errno.EFAULT, () -> UserMsg.read(memory, page + PAGE - 55));
        UserMsg badName = UserMsg.read(memory, header(NOWHERE, -1, badVector, 1025, NOWHERE, 1L << 40));
        fails(Errno.EINVAL, () -> badName.toSend(0));
        UserMsg name = UserMsg.read(memory, header(NOWHERE, 16, badVector, 1025, NOWHERE, 1L << 40));
        fails(Errno.EFAULT, () -> name.toSend(0));
        UserMsg tooMany = UserMsg.read(memory, header(0, 0, badVector, 1025, NOWHERE, 1L << 40));
        fails(Errno.EMSGSIZE, () -> tooMany.toSend(0));
        UserMsg vector = UserMsg.read(memory, header(0, 0, badVector, 1, NOWHERE, 1L << 40));
        fails(Errno.EINVAL, () -> vector.toSend(0));
        UserMsg control = UserMsg.read(memory, header(0, 0, badVector, 0, NOWHERE, 1L << 40));
        fails(Errno.ENOBUFS, () -> control.toSend(0));
        UserMsg unreadable = UserMsg.read(memory, header(0, 0, badVector, 0, NOWHERE, 16));
        fails(Errno.EFAULT, () -> unreadable.toSend(0));
    }

    @Test
    void receivingTellsNameFlagsAndThatThereIsNoControl() {
        long header = header(page, 16, iov(page, 5), 1, page, 24);
        UserMsg user = UserMsg.read(memory, header);
        MsgHdr message = user.toReceive(MsgFlags.MSG_CMSG_CLOEXEC | MsgFlags.MSG_PEEK);
        user.storeReceived(message);
        assertThat(memory.getUser(header + 8, 4)).isZero();
        assertThat(memory.getUser(header + 40, 8)).isZero();
        assertThat(memory.getUser(header + 48, 4)).isEqualTo(MsgFlags.MSG_CMSG_CLOEXEC);
        message.setName(ADDR);
        memory.putUser(header + 8, 16, 4);
        user.storeReceived(message);
        assertThat(bytesAt(page, 16)).isEqualTo(ADDR.bytes());
    }
}
