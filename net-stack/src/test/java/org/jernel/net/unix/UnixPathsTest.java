package org.jernel.net.unix;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnixPathsTest {

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final SocketLayer layer = SocketLayer.of(kernel);

    @AfterEach
    void close() {
        kernel.close();
    }

    private Socket bound(String path) {
        Socket sock = layer.sockCreate(AddressFamily.AF_UNIX, SocketType.SOCK_DGRAM, 0);
        layer.kernelBind(sock, UnixAddress.ofPath(path));
        return sock;
    }

    private void connect(String path) {
        Socket sock = layer.sockCreate(AddressFamily.AF_UNIX, SocketType.SOCK_DGRAM, 0);
        try {
            layer.kernelConnect(sock, UnixAddress.ofPath(path), 0);
        } finally {
            layer.sockRelease(sock);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/s", "tmp/s", "/tmp/./s", "//tmp//s", "/tmp/../tmp/s", "/../tmp/s", "./tmp/s"})
    void aNameIsFoundByEveryPathToIt(String path) {
        Socket sock = bound("/tmp/s");
        connect(path);
        layer.sockRelease(sock);
        assertThatThrownBy(() -> connect(path)).isSameAs(Errno.ECONNREFUSED.exception());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/s/", "/tmp/s/x", "/tmp/s/../s"})
    void aNameIsNoDirectory(String path) {
        bound("/tmp/s");
        assertThatThrownBy(() -> connect(path)).isSameAs(Errno.ENOTDIR.exception());
    }

    @Test
    void aDirectoryThatIsMissingIsNotMade() {
        assertThatThrownBy(() -> bound("/none/s")).isSameAs(Errno.ENOENT.exception());
        assertThatThrownBy(() -> bound("/tmp/s/")).isSameAs(Errno.ENOENT.exception());
        assertThatThrownBy(() -> connect("/tmp/s")).isSameAs(Errno.ENOENT.exception());
    }

    @Test
    void anEmptyAddressIsNoPath() {
        Socket sock = layer.sockCreate(AddressFamily.AF_UNIX, SocketType.SOCK_DGRAM, 0);
        assertThatThrownBy(() -> layer.kernelBind(sock, SockAddr.NONE)).isSameAs(Errno.EINVAL.exception());
    }
}
