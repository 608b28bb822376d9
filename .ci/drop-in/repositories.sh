# Repositories of every kind, made in the current folder. Sourced by .ci/drop-in.sh.
# What the common ignore templates ignore is written in our own words.

containerfile() { printf 'FROM docker.io/library/debian:stable-slim\nCOPY %s /app\nEXPOSE 8000\n' "${1:-app}" >Containerfile; }

ignore_python() { printf '%s\n' '__pycache__/' '*.py[cod]' '*.so' '.Python' 'build/' 'develop-eggs/' 'dist/' 'downloads/' 'eggs/' '.eggs/' 'lib/' 'lib64/' 'parts/' 'sdist/' 'var/' 'wheels/' '*.egg-info/' '*.egg' 'MANIFEST' '*.manifest' '*.spec' 'htmlcov/' '.tox/' '.cache' 'coverage.xml' 'cover/' '*.mo' '*.pot' '*.log' 'local_settings.py' 'instance/' 'docs/_build/' 'target/' '.env' '.venv' 'env/' 'venv/' 'ENV/' 'env.bak/' '/site' '.idea/' >.gitignore; }
ignore_ruby() { printf '%s\n' '*.gem' '*.rbc' '/.config' '/coverage/' '/InstalledFiles' '/pkg/' '/spec/reports/' '/test/tmp/' '/tmp/' '.dat*' '*.bridgesupport' 'build/' '/.yardoc/' '/_yardoc/' '/doc/' '/rdoc/' '/.bundle/' '/vendor/bundle' '/lib/bundler/man/' '.rvmrc' >.gitignore; }
ignore_cpp() { printf '%s\n' '*.d' '*.slo' '*.lo' '*.o' '*.obj' '*.gch' '*.pch' '*.so' '*.dylib' '*.dll' '*.mod' '*.smod' '*.lai' '*.la' '*.a' '*.lib' '*.exe' '*.out' '*.app' 'build/' 'Build/' 'cmake-build-*/' >.gitignore; }
ignore_android() { printf '%s\n' '*.apk' '*.aab' '*.dex' '*.class' 'bin/' 'gen/' 'out/' 'release/' '.gradle/' 'build/' 'local.properties' 'proguard/' '*.log' '*.iml' '.idea/' 'captures/' '*.jks' '.externalNativeBuild' '.cxx/' 'google-services.json' 'lint/' '*.hprof' >.gitignore; }
ignore_flutter() { printf '%s\n' '*.class' '*.log' '*.lock' '*.pyc' '*.swp' '.atom/' '.build/' '.history' '.svn/' '.idea/' '**/doc/api/' '.dart_tool/' '.packages' '.pub-cache/' '.pub/' 'build/' 'coverage/' '**/android/**/gradle-wrapper.jar' '**/ios/**/*.mode1v3' '!**/ios/**/default.mode1v3' >.gitignore; }
ignore_node() { printf '%s\n' 'logs' '*.log' 'pids' '*.pid' '*.seed' 'lib-cov' 'coverage' '*.lcov' '.nyc_output' '.grunt' 'bower_components' 'build/Release' 'node_modules/' 'jspm_packages/' '*.tsbuildinfo' '.npm' '.cache' '.env' '.env.*' '!.env.example' '.next' 'out' '.nuxt' 'dist' '.temp' '.tern-port' '.yarn/*' '.pnp.*' >.gitignore; }
ignore_qt() { printf '%s\n' '*.slo' '*.lo' '*.o' '*.a' '*.la' '*.lai' '*.so' '*.so.*' '*.dll' '*.dylib' 'object_script.*.Release' '*_plugin_import.cpp' '/.qmake.cache' '/.qmake.stash' '*.pro.user' '*.moc' 'moc_*.cpp' 'qrc_*.cpp' 'ui_*.h' '*.qmlc' '*.jsc' 'Makefile*' '*build-*' '*.qm' '*.prl' '*.autosave' 'CMakeLists.txt.user*' 'target_wrapper.*' >.gitignore; }
ignore_dotnet() { printf '%s\n' '[Dd]ebug/' '[Rr]elease/' 'x64/' '[Ww][Ii][Nn]32/' '[Bb]in/' '[Oo]bj/' '[Ll]og/' '[Ll]ogs/' '**/[Pp]ackages/*' '!**/[Pp]ackages/build/' '*.cache' '!?*.[Cc]ache/' '*.log' '*.tmp' 'TestResult.xml' 'Generated\ Files/' '*.pdb' '*.lib' >.gitignore; }

single_crate() {
    mkdir -p src tests && printf '[package]\nname = "service"\nversion = "0.1.0"\nedition = "2021"\n' >Cargo.toml
    printf '/target\n' >.gitignore
    printf '#[test]\nfn it_runs() {}\n' >tests/it.rs
    printf 'fn main() {\n    println!("service");\n}\n' >src/main.rs
    cargo generate-lockfile --quiet --offline
}

# Forms of setuptools projects whose modules are found by themselves, or told.
python_plain() { printf '[project]\nname = "service"\nversion = "1.0"\n' >pyproject.toml; echo 'print("app")' >app.py; }
python_backend() { printf '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n[project]\nname = "service"\nversion = "1.0"\n' >pyproject.toml; echo 'print("app")' >app.py; }
python_flat() { python_backend; rm app.py; mkdir -p service/sub && touch service/__init__.py service/sub/__init__.py; }
python_cfg() { printf '[metadata]\nname = service\nversion = 1.0\n' >setup.cfg; printf '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n' >pyproject.toml; echo 'print("app")' >app.py; }
python_setup() { printf 'from setuptools import setup\n\nsetup(name="service", version="1.0")\n' >setup.py; echo 'print("app")' >app.py; }
python_src() { python_backend; rm app.py; mkdir -p src/service && touch src/service/__init__.py; }
python_told() { python_backend; printf '\n[tool.setuptools]\npy-modules = ["app"]\n' >>pyproject.toml; }
python_scm() { printf '[build-system]\nrequires = ["setuptools", "setuptools-scm"]\nbuild-backend = "setuptools.build_meta"\n\n[project]\nname = "service"\nversion = "1.0"\n\n[tool.setuptools_scm]\n' >pyproject.toml; mkdir -p service && touch service/__init__.py; }
python_hatch() { printf '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]\nname = "service"\nversion = "1.0"\n' >pyproject.toml; mkdir -p service && touch service/__init__.py; }
python_find() { python_flat; printf '\n[tool.setuptools.packages.find]\n' >>pyproject.toml; }
