package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.htmlunit.HtmlUnitDriver;

/**
 * A browser: Chromium where there is one with its driver ({@code MF_CHROME} names it, or the search path has it), else
 * HtmlUnit without scripts, in which every page must work as well.
 */
record Browser(WebDriver driver, boolean isReal, String name) implements AutoCloseable {
    private static final Path SCREENS = Path.of("target", "console");
    private static final int NARROW = 390;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    static Browser open() {
        Optional<Path> chromium = Optional.ofNullable(System.getenv("MF_CHROME"))
                .map(Path::of)
                .or(() -> onSearchPath("chromium", "chromium-browser", "google-chrome"))
                .filter(Files::isExecutable);
        Optional<Path> driver = onSearchPath("chromedriver");
        return chromium.isPresent() && driver.isPresent() ? chromium(chromium.get(), driver.get()) : withoutScripts();
    }

    static Browser withoutScripts() {
        return new Browser(new HtmlUnitDriver(false), false, "HtmlUnit without scripts");
    }

    private static Optional<Path> onSearchPath(String... names) {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Browser chromium(Path program, Path driver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver started = new ChromeDriver(service, options);
        Browser browser = new Browser(
                started, true, "Chromium " + started.getCapabilities().getBrowserVersion());
        browser.resize(WIDTH, HEIGHT);
        return browser;
    }

    /** A window cannot be as narrow as a telephone: its metrics can. */
    void resize(int width, int height) {
        if (driver instanceof ChromeDriver chrome) {
            chrome.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        }
    }

    void prefersDark(boolean dark) {
        if (driver instanceof ChromeDriver chrome) {
            chrome.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of(
                            "features",
                            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        }
    }

    /** Presses a button or follows a link, and waits for the page that it leads to. */
    void press(By what) {
        WebElement before = driver.findElement(By.tagName("html"));
        driver.findElement(what).click();
        await().atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> isGone(before)
                        && driver.findElement(By.tagName("footer")).isDisplayed());
    }

    private static boolean isGone(WebElement element) {
        try {
            return element.getTagName().isEmpty();
        } catch (StaleElementReferenceException gone) {
            return true;
        }
    }

    /** Where a real browser keeps what it downloads from now on. */
    void keepDownloads(Path folder) {
        ((ChromeDriver) driver)
                .executeCdpCommand(
                        "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    /** Opens a page in a tab of its own, before the others; gives its name. */
    String openTab(String url) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(url);
        return driver.getWindowHandle();
    }

    /** The tab that a person would see from now on. */
    void showTab(String name) {
        driver.switchTo().window(name);
        ((ChromeDriver) driver).executeCdpCommand("Page.bringToFront", Map.of());
    }

    /** The value of a script of a real browser. */
    @Nullable
    Object script(String script) {
        return ((ChromeDriver) driver).executeScript(script);
    }

    /** What axe finds, as lines. */
    List<?> violations() {
        ChromeDriver chrome = (ChromeDriver) driver;
        chrome.executeScript(axe());
        return (List<?>) Objects.requireNonNull(chrome.executeAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run(document).then(
              found => done(found.violations.map(rule => rule.id + ': '
                + rule.nodes.slice(0, 3).map(node => node.target + ' ' + node.failureSummary).join('; '))),
              failure => done([String(failure)]));
            """));
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole page, as far as it reaches below the window too. */
    void saveScreen(Path file) {
        Map<String, Object> screen = ((ChromeDriver) driver)
                .executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, Base64.getDecoder().decode(String.valueOf(screen.get("data"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * In a real browser: a picture at both widths in both schemes, nothing wider than the window, and nothing that axe
     * finds, whose contrasts differ by scheme and the rest by width.
     */
    void look(String name) {
        if (!isReal) {
            return;
        }
        for (int width : List.of(NARROW, WIDTH)) {
            resize(width, HEIGHT);
            for (boolean dark : List.of(true, false)) {
                prefersDark(dark);
                String place = name + "-" + width + (dark ? "-dark" : "-light");
                saveScreen(SCREENS.resolve(place + ".png"));
                assertThat((Long) script("return document.documentElement.scrollWidth"))
                        .as(place)
                        .isLessThanOrEqualTo((long) width);
                assertThat(violations()).as("axe on " + place).isEmpty();
            }
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
