package org.jernel.net.socket;

import java.util.stream.Stream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.net.core.Net;
import org.jernel.net.core.Socket;
import org.jernel.net.inet.FakeProto;
import org.jernel.net.inet.InetStreamOps;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Every number here was seen on Linux 6.18, but for the limits of buffers, which are the documented defaults. */
class SocketOptionCallsTest {

    private static final int SOL_SOCKET = 1;
    private static final int TCP = 6;
    private static final int IP = 0;
    private static final int SO_TYPE = 3;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_LINGER = 13;
    private static final int SO_RCVTIMEO = 20;
    private static final int TCP_NODELAY = 1;
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final long NOWHERE = 8;
    private static final int PAGE = 4096;

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final FakeProto proto = new FakeProto();
    private final Socket sock = socket();
    private final SocketOptionCalls options = new SocketOptionCalls();
    private final AddressSpace memory = new AddressSpace();
    private final long value = memory.mmap(0, PAGE, Mman.PROT_READ | Mman.PROT_WRITE,
            Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
    private final long length = value + 64;

    @AfterEach
    void close() {
        kernel.close();
    }

    private Socket socket() {
        Net net = new Net(kernel);
        Socket made = new Socket(net, SocketType.SOCK_STREAM);
        made.setOps(new InetStreamOps(AF_INET, address -> true));
        made.graft(proto.createSock(net, SocketType.SOCK_STREAM, TCP));
        return made;
    }

    private void set(int level, int name, int number, int optlen) {
        memory.putUser(value, number, 4);
        options.set(sock, level, name, memory, value, optlen);
    }

    private int get(int level, int name) {
        memory.putUser(value, 0xeeeeeeee, 4);
        assertThat(got(level, name, 4)).isEqualTo(4);
        return (int) memory.getUser(value, 4);
    }

    private long got(int level, int name, int room) {
        memory.putUser(length, room, 4);
        options.get(sock, level, name, memory, value, length);
        return memory.getUser(length, 4);
    }

    private void fails(Errno errno, Runnable call) {
        assertThatThrownBy(call::run).isSameAs(errno.exception());
    }

    static Stream<Arguments> ofAFreshSocket() {
        return Stream.of(arguments(SOL_SOCKET, SO_TYPE, 1), arguments(SOL_SOCKET, 38, TCP),
                arguments(SOL_SOCKET, 39, 2), arguments(SOL_SOCKET, 30, 0), arguments(SOL_SOCKET, 18, 1),
                arguments(SOL_SOCKET, 19, 1), arguments(SOL_SOCKET, 4, 0), arguments(SOL_SOCKET, 8, 131072),
                arguments(TCP, 2, 536), arguments(TCP, 4, 7200), arguments(TCP, 5, 75), arguments(TCP, 6, 9),
                arguments(TCP, 12, 1), arguments(TCP, 18, 0), arguments(IP, IP_TOS, 0), arguments(IP, IP_TTL, 64));
    }

    @ParameterizedTest
    @MethodSource("ofAFreshSocket")
    void aFreshSocketHasLinuxsDefaults(int level, int name, int expected) {
        assertThat(get(level, name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2", "6", "9", "10", "15"})
    void aFlagIsOneForEveryNumberButZero(int name) {
        set(SOL_SOCKET, name, -7, 4);
        assertThat(get(SOL_SOCKET, name)).isOne();
        set(SOL_SOCKET, name, 0, 4);
        assertThat(get(SOL_SOCKET, name)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"7,0,4608", "7,2304,4608", "7,100000,200000", "7,212993,425984", "7,-1,425984", "8,0,2304",
        "8,2304,4608", "8,2147483647,425984", "32,1000000,2000000", "32,-1,4608", "33,-1,2304",
        "33,2147483647,2147483646"})
    void aBufferIsDoubledWithinItsBounds(int name, int asked, int told) {
        set(SOL_SOCKET, name, asked, 4);
        assertThat(get(SOL_SOCKET, name == 7 || name == 32 ? 7 : 8)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"0,1,131072", "2304,2304,131072", "100000,100000,200000", "-1,3145728,6291456"})
    void theLowWaterMarkStretchesTheBuffer(int asked, int told, int rcvbuf) {
        set(SOL_SOCKET, 18, asked, 4);
        assertThat(get(SOL_SOCKET, 18)).isEqualTo(told);
        assertThat(get(SOL_SOCKET, 8)).isEqualTo(rcvbuf);
    }

    @Test
    void aChosenBufferBoundsTheLowWaterMark() {
        set(SOL_SOCKET, 8, 5000, 4);
        set(SOL_SOCKET, 18, 1_000_000, 4);
        assertThat(get(SOL_SOCKET, 18)).isEqualTo(5000);
        assertThat(get(SOL_SOCKET, 8)).isEqualTo(10000);
    }

    @ParameterizedTest
    @CsvSource({"4,0", "4,32768", "5,0", "5,32768", "6,0", "6,128", "2,87", "2,32768", "2,-1", "18,-1"})
    void numbersOutOfRangeAreInvalid(int name, int number) {
        fails(Errno.EINVAL, () -> set(TCP, name, number, 4));
    }

    @Test
    void theSegmentSizeIsWhatWasAskedForUntilItIsTakenBack() {
        set(TCP, 2, 88, 4);
        assertThat(get(TCP, 2)).isEqualTo(88);
        set(TCP, 2, 0, 4);
        assertThat(get(TCP, 2)).isEqualTo(536);
    }

    @ParameterizedTest
    @CsvSource({"0,0,0,0,0", "1,0,1,0,1000000000", "0,999999,0,999999,999999000", "-5,0,0,0,0",
        "9223372036854775807,0,0,0,9223372036854775807"})
    void aTimeoutIsATimeval(long seconds, long micros, long toldSeconds, long toldMicros, long nanos) {
        memory.putUser(value, seconds, 8);
        memory.putUser(value + 8, micros, 8);
        options.set(sock, SOL_SOCKET, SO_RCVTIMEO, memory, value, 16);
        assertThat(got(SOL_SOCKET, SO_RCVTIMEO, 100)).isEqualTo(16);
        assertThat(memory.getUser(value, 8)).isEqualTo(toldSeconds);
        assertThat(memory.getUser(value + 8, 8)).isEqualTo(toldMicros);
        if (seconds != 0 || micros != 0) {
            assertThat(sock.sk().options().rcvtimeoNanos).isEqualTo(nanos);
        }
    }

    @Test
    void aTimeoutIsSetWholeOrNotAtAll() {
        memory.putUser(value, 1, 8);
        memory.putUser(value + 8, 1_000_000, 8);
        fails(Errno.EDOM, () -> options.set(sock, SOL_SOCKET, SO_RCVTIMEO, memory, value, 16));
        fails(Errno.EINVAL, () -> options.set(sock, SOL_SOCKET, SO_RCVTIMEO, memory, value, 15));
        fails(Errno.EFAULT, () -> options.set(sock, SOL_SOCKET, SO_RCVTIMEO, memory, NOWHERE, 16));
        assertThat(sock.sk().options().rcvtimeoNanos).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void lingerKeepsItsTimeWhenItIsSwitchedOff() {
        memory.putUser(value, 9, 4);
        memory.putUser(value + 4, 30, 4);
        options.set(sock, SOL_SOCKET, SO_LINGER, memory, value, 8);
        memory.putUser(value, 0, 8);
        options.set(sock, SOL_SOCKET, SO_LINGER, memory, value, 8);
        assertThat(got(SOL_SOCKET, SO_LINGER, 8)).isEqualTo(8);
        assertThat(memory.getUser(value, 4)).isZero();
        assertThat(memory.getUser(value + 4, 4)).isEqualTo(30);
        fails(Errno.EINVAL, () -> options.set(sock, SOL_SOCKET, SO_LINGER, memory, value, 7));
    }

    @Test
    void anErrorIsToldOnce() {
        sock.sk().setErr(111);
        assertThat(get(SOL_SOCKET, 4)).isEqualTo(111);
        assertThat(get(SOL_SOCKET, 4)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,3", "1,4", "1,19", "1,30", "1,38", "1,39", "1,9999", "6,9999", "0,9999", "41,26", "300,1"})
    void whatCannotBeSetIsNoOption(int level, int name) {
        fails(Errno.ENOPROTOOPT, () -> set(level, name, 1, 4));
        assertThat(proto.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,9999,ENOPROTOOPT", "1,32,ENOPROTOOPT", "6,9999,ENOPROTOOPT", "0,9999,ENOPROTOOPT",
        "41,26,EOPNOTSUPP", "300,1,EOPNOTSUPP"})
    void whatCannotBeReadIsRefusedByItsLevel(int level, int name, Errno errno) {
        fails(errno, () -> got(level, name, 4));
    }

    @Test
    void lengthAndAddressAreCheckedBeforeTheName() {
        fails(Errno.EINVAL, () -> options.set(sock, 300, 1, memory, NOWHERE, -1));
        fails(Errno.EINVAL, () -> options.set(sock, SOL_SOCKET, 9999, memory, NOWHERE, 3));
        fails(Errno.EFAULT, () -> options.set(sock, SOL_SOCKET, 9999, memory, NOWHERE, 4));
        fails(Errno.EFAULT, () -> options.set(sock, TCP, 9999, memory, NOWHERE, 4));
        fails(Errno.ENOPROTOOPT, () -> options.set(sock, IP, 9999, memory, NOWHERE, 2));
        fails(Errno.EFAULT, () -> options.get(sock, SOL_SOCKET, 9999, memory, value, NOWHERE));
        fails(Errno.EINVAL, () -> got(TCP, 9999, -1));
        fails(Errno.EOPNOTSUPP, () -> options.get(sock, 300, 1, memory, value, NOWHERE));
    }

    @Test
    void aValueIsCutToTheRoomThatThereIs() {
        memory.putUser(value, -1, 4);
        assertThat(got(SOL_SOCKET, SO_TYPE, 2)).isEqualTo(2);
        assertThat(memory.getUser(value, 4)).isEqualTo(0xffff0001L);
        assertThat(got(SOL_SOCKET, SO_TYPE, 0)).isZero();
        assertThat(got(TCP, TCP_NODELAY, 100)).isEqualTo(4);
    }

    @Test
    void theIpLevelTakesAndGivesBytes() {
        memory.putUser(value, 0x01ff, 4);
        options.set(sock, IP, IP_TTL, memory, value, 3);
        memory.putUser(value, -1, 4);
        assertThat(got(IP, IP_TTL, 3)).isOne();
        assertThat(memory.getUser(value, 4)).isEqualTo(0xffffffffL);
        set(IP, IP_TTL, -1, 4);
        assertThat(get(IP, IP_TTL)).isEqualTo(64);
        fails(Errno.EINVAL, () -> set(IP, IP_TTL, 256, 4));
        fails(Errno.EINVAL, () -> options.set(sock, IP, IP_TTL, memory, NOWHERE, 0));
        fails(Errno.EFAULT, () -> options.set(sock, IP, IP_TTL, memory, NOWHERE, 1));
    }

    @Test
    void typeOfServiceLeavesCongestionBitsAndSetsThePriority() {
        set(IP, IP_TOS, 0x1ff, 4);
        assertThat(get(IP, IP_TOS)).isEqualTo(0xfc);
        set(IP, IP_TOS, 16, 4);
        assertThat(get(SOL_SOCKET, 12)).isEqualTo(6);
        options.set(sock, IP, IP_TOS, memory, NOWHERE, 0);
        assertThat(get(IP, IP_TOS)).isZero();
    }

    @Test
    void theProtocolHearsOfEveryChange() {
        set(SOL_SOCKET, SO_KEEPALIVE, 1, 4);
        set(TCP, TCP_NODELAY, 1, 4);
        assertThat(proto.calls).containsExactly("option 1/9", "option 6/1");
    }
}
