package org.jernel.syscall;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ErrnoTest {

    @ParameterizedTest
    @CsvSource({
        "EPERM, 1, Operation not permitted",
        "EAGAIN, 11, Resource temporarily unavailable",
        "EDEADLK, 35, Resource deadlock avoided",
        "ENOSYS, 38, Function not implemented",
        "EOPNOTSUPP, 95, Operation not supported",
        "EADDRINUSE, 98, Address already in use",
        "EISCONN, 106, Transport endpoint is already connected",
        "ECONNREFUSED, 111, Connection refused",
        "EINPROGRESS, 115, Operation now in progress",
        "EHWPOISON, 133, Memory page has hardware error",
    })
    void numbersAndTextsAreGlibcs(Errno errno, int number, String message) {
        assertThat(errno.number()).isEqualTo(number);
        assertThat(errno.message()).isEqualTo(message);
        assertThat(Errno.strerror(number)).isEqualTo(message);
    }

    @ParameterizedTest
    @EnumSource
    void everyErrnoIsFoundByItsNumberAndResult(Errno errno) {
        assertThat(Errno.of(errno.number())).isSameAs(errno);
        assertThat(errno.negated()).isEqualTo(-errno.number());
        assertThat(Errno.ofResult(errno.negated())).isSameAs(errno);
        assertThat(ErrnoException.of(errno.negated())).isSameAs(errno.exception());
        assertThat(errno.exception().errno()).isSameAs(errno);
        assertThat(errno.exception().result()).isEqualTo(errno.negated());
    }

    @Test
    void allButTwoNumbersUpToTheLastAreErrnos() {
        assertThat(Errno.values()).hasSize(131);
        assertThat(Errno.of(41)).isNull();
        assertThat(Errno.of(58)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 134, 512, Integer.MAX_VALUE})
    void otherNumbersAreNone(int number) {
        assertThat(Errno.of(number)).isNull();
    }

    @Test
    void aliasesAreTheSame() {
        assertThat(Errno.EWOULDBLOCK).isSameAs(Errno.EAGAIN);
        assertThat(Errno.EDEADLOCK).isSameAs(Errno.EDEADLK);
        assertThat(Errno.ENOTSUP).isSameAs(Errno.EOPNOTSUPP);
    }

    @ParameterizedTest
    @CsvSource({"0, Success", "41, Unknown error 41", "134, Unknown error 134", "-1, Unknown error -1"})
    void strerrorAnswersForAnyNumber(int number, String text) {
        assertThat(Errno.strerror(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, true",
        "-4095, true",
        "-512, true",
        "-4096, false",
        "0, false",
        "1, false",
        "-9223372036854775808, false",
        "-4294967297, false",
    })
    void onlyTheLast4095ValuesAreErrors(long result, boolean error) {
        assertThat(Errno.isError(result)).isEqualTo(error);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -41, -134, -4096, -4294967297L})
    void resultWithoutErrnoHasNone(long result) {
        assertThatThrownBy(() -> Errno.ofResult(result)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void exceptionHasNoStackTraceAndCannotBeAltered() {
        ErrnoException exception = Errno.EINVAL.exception();
        exception.addSuppressed(new IllegalStateException("x"));
        exception.setStackTrace(new StackTraceElement[] {new StackTraceElement("a", "b", "c", 1)});

        assertThat(exception.getStackTrace()).isEmpty();
        assertThat(exception.getSuppressed()).isEmpty();
        assertThatThrownBy(() -> exception.initCause(new IllegalStateException("x")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(exception).hasMessage("EINVAL (Invalid argument)");
    }

    @Test
    void exceptionCarriesCodesThatOnlyTheKernelKnows() {
        ErrnoException exception = ErrnoException.of(-KernelErrno.ERESTARTSYS);

        assertThat(exception.result()).isEqualTo(-512);
        assertThat(exception.errno()).isNull();
        assertThat(exception.getStackTrace()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, -4096})
    void exceptionOfNoErrorIsRefused(long result) {
        assertThatThrownBy(() -> ErrnoException.of(result)).isInstanceOf(IllegalArgumentException.class);
    }
}
