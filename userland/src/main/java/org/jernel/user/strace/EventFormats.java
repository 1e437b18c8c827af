package org.jernel.user.strace;

import java.util.List;
import java.util.Map;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.Printers.FD;
import static org.jernel.user.strace.Printers.INT;
import static org.jernel.user.strace.Printers.SIZE;
import static org.jernel.user.strace.Printers.UNSIGNED;

/** The calls that wait for descriptors. Modelled on strace's {@code poll.c}, {@code desc.c} and {@code epoll.c}. */
final class EventFormats {

    private static final Printer SET = Waiting::fdSet;

    static final Map<String, CallFormat> ALL = Map.ofEntries(
            entry("poll", CallFormat.of(List.of(in(Waiting::pollFds), in(UNSIGNED), in(INT)))
                    .withRemark(Waiting::polled)),
            entry("ppoll", CallFormat.of(List.of(
                    in(Waiting::pollFds), in(UNSIGNED), in(Times.TIMESPEC), in(Signals.SIGSET), in(SIZE)))
                    .withRemark(Waiting::ppolled)),
            entry("select", CallFormat.of(List.of(in(INT), in(SET), in(SET), in(SET), in(Times.TIMEVAL)))
                    .withRemark(call -> Waiting.selected(call, Times.TIMEVAL))),
            entry("pselect6", CallFormat.of(List.of(
                    in(INT), in(SET), in(SET), in(SET), in(Times.TIMESPEC), in(Waiting::sigmask)))
                    .withRemark(call -> Waiting.selected(call, Times.TIMESPEC))),
            entry("epoll_create", CallFormat.of(List.of(in(INT))).withResult(Printers.NEW_FD)),
            entry("epoll_create1", CallFormat.of(List.of(in(Xlat.flagsOf("epoll_flags")))).withResult(Printers.NEW_FD)),
            entry("epoll_ctl", CallFormat.of(List.of(
                    in(FD), in(Xlat.of("epoll_ctl_ops")), in(FD), in(Waiting::watched)))),
            entry("epoll_wait", CallFormat.of(List.of(
                    in(FD), onExit(Waiting::events), onExit(INT), onExit(INT)))),
            entry("epoll_pwait", CallFormat.of(List.of(
                    in(FD), onExit(Waiting::events), onExit(INT), onExit(INT), onExit(Signals.SIGSET), onExit(SIZE)))),
            entry("epoll_pwait2", CallFormat.of(List.of(
                    in(FD), onExit(Waiting::events), onExit(INT), onExit(Times.TIMESPEC), onExit(Signals.SIGSET),
                    onExit(SIZE)))));

    private EventFormats() {}
}
