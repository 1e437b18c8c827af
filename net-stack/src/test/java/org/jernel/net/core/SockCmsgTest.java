package org.jernel.net.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SockCmsgTest {

    private final ByteBuffer control = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    private void message(long length, int level, int type, int padding) {
        control.putLong(length).putInt(level).putInt(type).put(new byte[padding]);
    }

    private long check() {
        byte[] bytes = new byte[control.position()];
        control.get(0, bytes);
        return SockCmsg.check(bytes);
    }

    @Test
    void tooFewBytesForAHeaderAreIgnored() {
        control.put(new byte[15]);
        assertThat(check()).isZero();
    }

    @Test
    void aLengthShorterThanItsHeaderIsInvalid() {
        message(15, SolSocket.SOL_SOCKET, 1, 0);
        assertThat(check()).isEqualTo(Errno.EINVAL.negated());
    }

    @Test
    void aLengthBeyondTheEndIsInvalid() {
        message(17, 0, 0, 0);
        assertThat(check()).isEqualTo(Errno.EINVAL.negated());
        control.clear();
        message(Long.MAX_VALUE, 0, 0, 8);
        assertThat(check()).isEqualTo(Errno.EINVAL.negated());
    }

    @Test
    void anUnknownMessageOfTheSocketsOwnLevelIsInvalidWhereverItStands() {
        message(20, 0, 5, 8);
        message(16, SolSocket.SOL_SOCKET, 9999, 0);
        assertThat(check()).isEqualTo(Errno.EINVAL.negated());
    }

    @Test
    void messagesOfOtherLevelsAndThoseForUnixSocketsAreIgnored() {
        message(20, 0, 9999, 8);
        message(20, SolSocket.SOL_SOCKET, 1, 8);
        message(28, SolSocket.SOL_SOCKET, 2, 12);
        assertThat(check()).isZero();
    }
}
