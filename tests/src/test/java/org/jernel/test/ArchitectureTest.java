package org.jernel.test;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Holds the arrows between the modules, and those rules of the house that a compiler does not know. */
@AnalyzeClasses(packages = "org.jernel", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String SYSCALL = "org.jernel.syscall..";
    private static final String KERNEL = "org.jernel.kernel..";
    private static final String NET = "org.jernel.net..";
    private static final String USER = "org.jernel.user..";
    private static final String TEST = "org.jernel.test..";

    @ArchTest static final ArchRule theSyscallTableKnowsNoOtherModule = noClasses().that().resideInAPackage(SYSCALL)
            .should().dependOnClassesThat().resideInAnyPackage(KERNEL, NET, USER, TEST);

    @ArchTest static final ArchRule theKernelKnowsNeitherSocketsNorPrograms =
            noClasses().that().resideInAPackage(KERNEL)
                    .should().dependOnClassesThat().resideInAnyPackage(NET, USER, TEST);

    @ArchTest static final ArchRule theNetStackKnowsNoPrograms = noClasses().that().resideInAPackage(NET)
            .should().dependOnClassesThat().resideInAnyPackage(USER, TEST);

    @ArchTest static final ArchRule programsKnowNoTestHarness = noClasses().that().resideInAPackage(USER)
            .should().dependOnClassesThat().resideInAPackage(TEST);

    @ArchTest static final ArchRule onlyTheWireImportsNetty =
            noClasses().that().resideOutsideOfPackage("org.jernel.net.wire..")
                    .should().dependOnClassesThat().resideInAPackage("io.netty..");

    @ArchTest static final ArchRule noPackagesOfOneModuleFormACycle = slices().assignedFrom(packagesOfEachModule())
            .should().beFreeOfCycles();

    @ArchTest static final ArchRule staticFieldsAreFinal = fields().that().areStatic().should().beFinal();

    @ArchTest static final ArchRule staticFieldsHoldNoMutableState = noFields().that().areStatic()
            .should().haveRawType(mutableByNature());

    /** A switch over an enum has a static array that javac makes: synthetic, and not private. */
    @ArchTest static final ArchRule staticArraysArePrivate = fields().that().areStatic().and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC).and()
            .haveRawType(DescribedPredicate.describe("an array", JavaClass::isArray))
            .should().bePrivate().allowEmptyShould(true);

    @ArchTest static final ArchRule loggingIsPrintkOrSlf4j = noClasses()
            .should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest static final ArchRule onlyTheCommandLineWritesToTheStandardStreams = noClasses().that()
            .resideOutsideOfPackage("org.jernel.user.cli..").should(ACCESS_STANDARD_STREAMS);

    @ArchTest static final ArchRule waitsAndTimesGoThroughTheKernelsOwn = noClasses().that()
            .resideInAnyPackage(SYSCALL, KERNEL, NET)
            .and().resideOutsideOfPackages("org.jernel.kernel.time..", "org.jernel.kernel.wait..")
            .should().accessTargetWhere(hostWaitOrTime()).allowEmptyShould(true);

    @ArchTest static final ArchRule randomNumbersComeFromTheKernelsGenerator = noClasses().that()
            .resideInAnyPackage(SYSCALL, KERNEL, NET).and().resideOutsideOfPackage("org.jernel.kernel")
            .should().dependOnClassesThat().areAssignableTo(RandomGenerator.class).allowEmptyShould(true);

    /** One slice a package, in the module's own set, the module's root package among them. */
    private static SliceAssignment packagesOfEachModule() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return javaClass.getPackageName().startsWith("org.jernel.")
                        ? SliceIdentifier.of(javaClass.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of each module";
            }
        };
    }

    private static DescribedPredicate<JavaClass> mutableByNature() {
        DescribedPredicate<JavaClass> container = Predicates.assignableTo(Collection.class)
                .or(Predicates.assignableTo(Map.class)).and(DescribedPredicate.not(Predicates.INTERFACES));
        return container.or(Predicates.assignableTo(ThreadLocal.class))
                .or(Predicates.assignableTo(Random.class))
                .or(Predicates.resideInAnyPackage("java.util.concurrent.atomic", "java.util.concurrent.locks"))
                .as("a type that is mutable by nature");
    }

    private static DescribedPredicate<JavaAccess<?>> hostWaitOrTime() {
        return DescribedPredicate.describe("waits on the host, or reads its time", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getName();
            return switch (name) {
                case "nanoTime", "currentTimeMillis" -> owner.isEquivalentTo(System.class);
                case "now" -> owner.isEquivalentTo(Instant.class);
                case "systemUTC", "systemDefaultZone" -> owner.isEquivalentTo(Clock.class);
                case "sleep" -> owner.isEquivalentTo(Thread.class);
                case "wait" -> owner.isEquivalentTo(Object.class);
                default -> name.startsWith("park") && owner.isEquivalentTo(LockSupport.class);
            };
        });
    }
}
