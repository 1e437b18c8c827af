package org.jernel.user.menuos;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.user.bin.LabService;
import org.jernel.user.libc.Accepted;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/**
 * The shell of the lab as its code is, slips and all: quit does nothing, version prints nothing, months count from zero, the
 * client prints an address that nobody has filled in and says that it replies, the server's start is told when it ends.
 */
public final class FaithfulMenuOs implements Program {

    private static final SockAddr UNSET = SockAddrIn.of(SockAddrIn.INADDR_ANY, 0);

    @Override
    public int main(Libc libc, List<String> argv) {
        libc.printf("%s", Banner.TEXT);
        return executeMenu(libc);
    }

    private static int executeMenu(Libc libc) {
        Menu menu = new Menu(libc);
        menu.setPrompt("MenuOS>>");
        menu.menuConfig("version", "MenuOS V1.0(Based on Linux 3.18.6)", null);
        menu.menuConfig("quit", "Quit from MenuOS", words -> {});
        menu.menuConfig("time", "Show System Time", words -> time(libc));
        menu.menuConfig("time-asm", "Show System Time(asm)", words -> time(libc));
        menu.menuConfig("replyhi", "Reply hi TCP Service", words -> startReplyhi(libc));
        menu.menuConfig("hello", "Hello TCP Client", words -> hello(libc));
        menu.executeMenu();
        return 0;
    }

    private static void time(Libc libc) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(libc.time()), ZoneOffset.UTC);
        int tmMon = time.getMonthValue() - 1;
        libc.printf(
                "time:%d:%d:%d:%d:%d:%d\n",
                time.getYear(),
                tmMon,
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    private static void startReplyhi(Libc libc) {
        int pid = libc.clone(child -> {
            replyhi(child);
            child.printf("Reply hi TCP Service Started!\n");
            // The lab's child returns from here into the menu, and from then on two shells read the same input.
            return executeMenu(child);
        });
        if (pid < 0) {
            libc.dprintf(Libc.STDERR_FILENO, "Fork Failed!");
            throw libc.exit(-1);
        }
        libc.printf("Please input hello...\n");
    }

    private static void replyhi(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        if (libc.bind(fd, LabService.ADDRESS) < 0) {
            libc.dprintf(Libc.STDERR_FILENO, "Bind Error,%s:%d\n", "test.c", 130);
            libc.close(fd);
            return;
        }
        libc.listen(fd, LabService.MAX_CONNECT_QUEUE);
        byte[] szBuf = new byte[LabService.MAX_BUF_LEN];
        while (true) {
            Accepted connection = libc.accept(fd);
            if (connection.fd() < 0) {
                libc.dprintf(Libc.STDERR_FILENO, "Accept Error,%s:%d\n", "test.c", 133);
            }
            recvMsg(libc, connection.fd(), szBuf, connection.peer());
            sendMsg(libc, connection.fd(), "hi", connection.peer());
            libc.close(connection.fd());
        }
    }

    private static void hello(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        if (libc.connect(fd, LabService.ADDRESS) < 0) {
            libc.dprintf(Libc.STDERR_FILENO, "Connect Error,%s:%d\n", "test.c", 171);
            return;
        }
        sendMsg(libc, fd, "hello", UNSET);
        recvMsg(libc, fd, new byte[LabService.MAX_BUF_LEN], UNSET);
        libc.close(fd);
    }

    /** Prints the buffer to its first zero: a short message leaves the end of a longer one before it to be seen. */
    private static void recvMsg(Libc libc, int fd, byte[] szBuf, SockAddr clientaddr) {
        if (libc.recv(fd, szBuf, 0) > 0) {
            int length = 0;
            while (length < szBuf.length && szBuf[length] != 0) {
                length++;
            }
            libc.printf("recv \"%s\" from %s\n", new String(szBuf, 0, length, StandardCharsets.UTF_8), clientaddr);
        }
    }

    private static void sendMsg(Libc libc, int fd, String message, SockAddr clientaddr) {
        if (libc.send(fd, message.getBytes(StandardCharsets.UTF_8), 0) > 0) {
            libc.printf("rely \"hi\" to %s\n", clientaddr);
        }
    }
}
