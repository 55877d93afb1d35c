/**
 * The tests that keep the house tidy. A rule that matters is checked here, so that nobody has to
 * remember it.
 *
 * <pre>
 *   ArchitectureTest  what may know what           (compiled classes)
 *   TidyTest          sizes, names, Javadoc, habits (sources, parsed)
 *   DocumentsTest     links, tables, one page per capability
 *   FeaturesTest      docs/features.md claims nothing that no test shows
 *   ReadmeTest        the first program of the README runs
 * </pre>
 */
@NullMarked
package io.stargazer.app.house;

import org.jspecify.annotations.NullMarked;
