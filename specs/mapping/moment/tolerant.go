package moment

// readTolerantly reads what is left, from a token that was taken already.
func (m *moment) readTolerantly(s *scanner, t token) bool {
	anyNumber := len(m.date) > 0
	for ; t.kind != tokenEnd; t = s.take() {
		ok := true
		switch {
		case t.kind == tokenNumber:
			anyNumber = true
			ok = m.readNumber(s, t.number)
		case t.kind == tokenHalf && len(m.clock) > 0:
			m.half = t.number
		case t.kind == tokenMonth:
			m.month = t.number
			s.skip('-')
		case t.kind == tokenZone && anyNumber:
			m.setZone(t.number)
		case t.kind >= tokenMonth: // a word without a meaning here
			ok = !anyNumber && s.next.kind != tokenNumber
		case t.isSign() && (len(m.clock) > 0 || m.isUTC()):
			anyNumber = true
			ok = m.readOffset(s, t.sign())
		case t.isSign() || t.is(')'):
			ok = !anyNumber
		}
		if !ok {
			return false
		}
	}
	return true
}

func (m *moment) readNumber(s *scanner, n int) bool {
	switch {
	case s.skip(':'):
		if s.skip(':') {
			if len(m.clock) > 0 {
				return false
			}
			return m.addClock(n) && m.addClock(0)
		}
		s.skip('.')
		return m.addClock(n)
	case s.skip('.') && m.expects(n):
		m.addClock(n)
		if s.next.kind != tokenNumber {
			return false
		}
		m.endClock(milliseconds(s.take()))
		return true
	case m.hasZoneHour && !m.wholeZone && n < 60:
		m.zoneMinute, m.wholeZone = n, true
		return true
	case m.expects(n):
		m.endClock(n)
		return s.next.kind == tokenEnd || s.next.kind == tokenSpace || s.next.isZulu() || s.next.isSign()
	}
	ok := m.addDate(n)
	s.skip('-')
	return ok
}

func (m *moment) isUTC() bool { return m.wholeZone && m.zoneHour == 0 && m.zoneMinute == 0 }

// readOffset reads a zone's hours, or hours and minutes.
func (m *moment) readOffset(s *scanner, sign int) bool {
	n, length := 0, 0
	if s.next.kind == tokenNumber {
		t := s.take()
		n, length = t.number, t.length
	}
	m.sign, m.hasZoneHour, m.wholeZone = sign, true, true
	switch {
	case s.next.is(':'):
		m.zoneHour, m.zoneMinute, m.wholeZone = n, 0, false
	case length == 1 || length == 2:
		m.zoneHour, m.zoneMinute = n, 0
	case length == 3 || length == 4:
		m.zoneHour, m.zoneMinute = n/100, n%100
	default:
		return false
	}
	return true
}
