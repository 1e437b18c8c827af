package org.jernel.user.bin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One connection of {@link Httpd}: takes requests apart as they come, several at once or a byte at a time. RFC 9112. */
final class HttpSession implements ServiceLoop.Session {

    private static final int LONGEST_HEAD = 8 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int BIG = 1 << 20;

    private static final Map<String, String> PAGES = Map.of(
            "/", "This is Jernel, a kernel in a JVM.\n",
            "/hello", "hi\n",
            "/big", "0123456789abcde\n".repeat(BIG / 16));

    /** What has come and is no whole request yet; a character for each byte. */
    private String head = "";

    private boolean over;

    @Override
    public byte[] received(byte[] bytes) {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        head += new String(bytes, StandardCharsets.ISO_8859_1);
        int end = head.indexOf(END_OF_HEAD);
        while (end >= 0 && !over) {
            answers.writeBytes(answer(head.substring(0, end).lines().toList()));
            head = head.substring(end + END_OF_HEAD.length());
            end = head.indexOf(END_OF_HEAD);
        }
        if (head.length() > LONGEST_HEAD && !over) {
            answers.writeBytes(last("431 Request Header Fields Too Large"));
        }
        return answers.toByteArray();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    private byte[] answer(List<String> lines) {
        String[] request = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ");
        if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
            return last("400 Bad Request");
        }
        List<String> fields = lines.stream().skip(1).map(line -> line.toLowerCase(Locale.ROOT)).toList();
        boolean hasBody = has(fields, "(transfer-encoding|content-length):(?!\\s*0\\s*$).*");
        // A body would be taken for the next request.
        over = hasBody
                || has(fields, "connection:(.*,)?\\s*close\\s*(,.*)?")
                || (request[2].equals("HTTP/1.0") && !has(fields, "connection:(.*,)?\\s*keep-alive\\s*(,.*)?"));
        boolean head = request[0].equals("HEAD");
        if (!head && !request[0].equals("GET")) {
            return message("405 Method Not Allowed", "", true);
        }
        if (hasBody) {
            return last("413 Content Too Large");
        }
        String page = PAGES.get(request[1]);
        return page == null
                ? message("404 Not Found", "There is no " + request[1] + ".\n", !head)
                : message("200 OK", page, !head);
    }

    private static boolean has(List<String> fields, String pattern) {
        return fields.stream().anyMatch(field -> field.matches(pattern));
    }

    private byte[] last(String status) {
        over = true;
        return message(status, "", true);
    }

    private byte[] message(String status, String body, boolean withBody) {
        return ("HTTP/1.1 " + status
                + "\r\nServer: jernel\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                + (status.startsWith("405") ? "\r\nAllow: GET, HEAD" : "")
                + (over ? "\r\nConnection: close" : "\r\nConnection: keep-alive")
                + END_OF_HEAD
                + (withBody ? body : ""))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
