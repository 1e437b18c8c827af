package org.jernel.net.socket;

import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.symbol.Kallsyms;
import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.net.core.Net;
import org.jernel.net.core.Socket;
import org.jernel.net.inet.FakeProto;
import org.jernel.net.inet.InetFamily;
import org.jernel.net.inet.InetStreamOps;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

class SocketLayerTest {

    private static final int TCP = 6;

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final Net net = new Net(kernel);
    private final SocketLayer layer = new SocketLayer(net);

    @BeforeEach
    void registerTheFamily() {
        InetFamily family = new InetFamily(AF_INET);
        family.registerProtosw(SOCK_STREAM, TCP, new FakeProto(), new InetStreamOps(AF_INET, address -> true));
        assertThat(net.sockRegister(family)).isZero();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @ParameterizedTest
    @CsvSource({"2,1,0", "2,1,6"})
    void aSocketIsFoundByNumberAndByDefault(int family, int type, int protocol) {
        Socket sock = layer.sockCreateKern(family, type, protocol);
        assertThat(sock.sk().protocol()).isEqualTo(TCP);
        assertThat(sock.sk().socket()).isSameAs(sock);
    }

    @ParameterizedTest
    @CsvSource({"-1,1,0,EAFNOSUPPORT", "46,11,0,EAFNOSUPPORT", "2,11,0,EINVAL", "2,-1,0,EINVAL", "9,1,0,EAFNOSUPPORT",
        "2,1,-1,EINVAL", "2,1,263,EINVAL", "2,1,17,EPROTONOSUPPORT", "2,2,0,ESOCKTNOSUPPORT", "2,0,0,ESOCKTNOSUPPORT",
        "2,3,1,ESOCKTNOSUPPORT"})
    void whatThereIsNotIsRefusedAsLinuxDoes(int family, int type, int protocol, Errno errno) {
        assertThatThrownBy(() -> layer.sockCreate(family, type, protocol)).isSameAs(errno.exception());
    }

    @Test
    void aFamilyIsRegisteredOnce() {
        assertThat(net.sockRegister(new InetFamily(AF_INET))).isEqualTo((int) Errno.EEXIST.negated());
        assertThat(net.sockRegister(new InetFamily(-1))).isEqualTo((int) Errno.ENOBUFS.negated());
        assertThat(net.sockRegister(new InetFamily(46))).isEqualTo((int) Errno.ENOBUFS.negated());
        net.sockUnregister(AF_INET);
        assertThatThrownBy(() -> layer.sockCreate(AF_INET, SOCK_STREAM, 0)).isSameAs(Errno.EAFNOSUPPORT.exception());
    }

    @Test
    void theApiIsExportedByItsLinuxNames() {
        assertThat(kernel.symbols().list()).extracting(KernelSymbol::name)
                .contains("sock_create", "sock_create_kern", "sock_release", "kernel_bind", "kernel_listen",
                        "kernel_accept", "kernel_connect", "kernel_sendmsg", "kernel_recvmsg", "kernel_sendpage",
                        "kernel_getsockname",
                        "kernel_getpeername", "kernel_sock_shutdown", "sock_sendmsg", "sock_recvmsg", "htons", "htonl",
                        "ntohs", "ntohl", "in_aton");
    }

    @Test
    void exportedFunctionsAndSystemCallsHaveAddresses() {
        Kallsyms kallsyms = kernel.symbols().kallsyms();
        for (String name : List.of("printk", "kernel_bind", "htons", "__x64_sys_bind", "__x64_sys_read")) {
            long address = kallsyms.kallsymsLookupName(name);
            assertThat(address).as(name).isNotZero();
            assertThat(kallsyms.sprintSymbol(address + 16)).isEqualTo(name + "+0x10/0x40");
        }
    }

    @Test
    void anExportedFunctionCanBeCalledThroughItsSymbol() throws ReflectiveOperationException {
        KernelSymbol htons = kernel.symbols().find("htons");
        assertThat(htons).isNotNull();
        assertThat(htons.method().invoke(htons.owner(), 1)).isEqualTo(256);
        KernelSymbol release = kernel.symbols().find("sock_release");
        assertThat(release).isNotNull();
        assertThat(release.owner()).isSameAs(SocketLayer.of(kernel));
    }
}
