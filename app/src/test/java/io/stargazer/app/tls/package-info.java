/** TLS on every port (ID-5), with authorities and certificates that the tests make themselves. */
@NullMarked
package io.stargazer.app.tls;

import org.jspecify.annotations.NullMarked;
