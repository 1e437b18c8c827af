package org.jernel.user;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the README's example against a client that is no part of this project. */
final class EchoServerTest {

    @Test
    void anyClientOfTheHostIsEchoed() throws Exception {
        CompletableFuture<SockAddr> listening = new CompletableFuture<>();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread server = Thread.ofPlatform().start(() -> {
            try {
                EchoServerExample.echoServer(listening::complete);
            } catch (RuntimeException e) {
                end.complete(e);
            }
        });
        int port = SockAddrIn.port(listening.get());
        for (String text : new String[] {"hello", "a second client", "x".repeat(5000)}) {
            assertThat(echo(port, text)).isEqualTo(text);
        }
        server.interrupt();
        assertThat(end.get()).isSameAs(Errno.EINTR.exception());
        server.join();
    }

    private static String echo(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
